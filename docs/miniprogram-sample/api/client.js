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
  if (token && !options.anonymous) header.Authorization = `Bearer ${token}`;
  return new Promise((resolve, reject) => {
    wx.request({
      url: BASE + path,
      method: method === 'PATCH' ? 'POST' : method, // wx.request knows no PATCH; the server takes POST for it
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

// wx.uploadFile always posts: POST …/materials/KEY adds a file to those that are there.
function upload(path, filePath) {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url: BASE + path,
      filePath,
      name: 'file',
      header: { Authorization: `Bearer ${token}` },
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
