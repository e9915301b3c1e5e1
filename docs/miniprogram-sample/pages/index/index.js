const { request, key } = require('../../api/client');

Page({
  data: {
    items: [],
    mine: [],
    states: { draft: '未提交', submitted: '已提交', correction: '待补正', withdrawn: '已撤回', closed: '已办结' },
  },

  onShow() {
    request('GET', '/applications?limit=20').then(({ items }) => this.setData({ mine: items }), this.tell);
  },

  search({ detail }) {
    request('GET', `/guides?limit=10&q=${encodeURIComponent(detail.value)}`).then(
      ({ items }) => this.setData({ items }),
      this.tell,
    );
  },

  apply({ currentTarget }) {
    const header = { 'Idempotency-Key': key() };
    request('POST', '/applications', { item_code: currentTarget.dataset.code }, { header }).then(
      (draft) => wx.navigateTo({ url: `/pages/application/application?no=${draft.application_no}` }),
      this.tell,
    );
  },

  open({ currentTarget }) {
    wx.navigateTo({ url: `/pages/application/application?no=${currentTarget.dataset.no}` });
  },

  tell(problem) {
    wx.showModal({ content: problem.detail, showCancel: false });
  },
});
