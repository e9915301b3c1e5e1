// One place that talks to the server: signs in when needed, and says in words what went wrong.
const BASE = 'https://desk.example.gov.cn/api/v1';

let token = wx.getStorageSync('token') || '';

function login() {
  return new Promise((resolve, reject) => {
    wx.login({
      success: ({ code }) =>
        request('POST', '/sessions', { code }, { anonymous: true }).then((session) => {
          token = session.token;
          wx.setStorageSync('token', token);
          resolve(session);
        }, reject),
      fail: reject,
    });
  });
}

// Errors are application/problem+json: `code` for programs, `detail` in Chinese for people, `errors` by field.
function request(method, path, data, options = {}) {
  const header = { 'Content-Type': 'application/json', ...(options.header || {}) };
  if (method === 'PATCH') header['X-HTTP-Method-Override'] = 'PATCH'; // wx.request knows no PATCH
  if (token && !options.anonymous) header.Authorization = `Bearer ${token}`;
  return new Promise((resolve, reject) => {
    wx.request({
      url: BASE + path,
      method: method === 'PATCH' ? 'POST' : method,
      data,
      header,
      success: (answer) => {
        if (answer.statusCode < 400) return resolve(answer.data);
        if (answer.statusCode === 401 && !options.anonymous && !options.again) {
          return login().then(() => request(method, path, data, { ...options, again: true })).then(resolve, reject);
        }
        return reject(answer.data);
      },
      fail: () => reject({ code: 'offline', detail: '网络连不上，请检查后再试。' }),
    });
  });
}

// wx.uploadFile always posts: to POST …/materials/KEY adds a file, with the override it takes the place of those before.
function upload(path, filePath, options = {}) {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url: BASE + path,
      filePath,
      name: 'file',
      header: {
        Authorization: `Bearer ${token}`,
        ...(options.replace ? { 'X-HTTP-Method-Override': 'PUT' } : {}),
      },
      success: (answer) => {
        const body = JSON.parse(answer.data);
        return answer.statusCode < 400 ? resolve(body) : reject(body);
      },
      fail: () => reject({ code: 'offline', detail: '文件没有传上去，请再试一次。' }),
    });
  });
}

// The same key sent again gives the same object: a lost answer costs nothing.
function key() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}

module.exports = { login, request, upload, key };
