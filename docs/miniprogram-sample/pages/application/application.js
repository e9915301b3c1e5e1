const { request, upload, key } = require('../../api/client');

// Ask once, at the tap that submits: a notice may be sent only to who agreed to it (the ids are those of your account).
const NOTICES = ['TEMPLATE_ID_OF_PROGRESS', 'TEMPLATE_ID_OF_CORRECTION'];

Page({
  data: { sections: [], materials: [], answers: {}, findings: [], passed: false },

  onLoad({ no }) {
    this.no = no;
    this.submission = key();
    request('GET', `/applications/${no}`).then(this.show, this.tell);
  },

  show(application) {
    this.revision = application.revision;
    const check = application.check;
    this.setData({
      sections: application.form.sections,
      materials: application.materials,
      answers: application.answers,
      findings: check ? check.findings : [],
      passed: Boolean(check && check.current && check.passed),
    });
    if (application.rules_changed) wx.showToast({ title: '办理要求有更新', icon: 'none' });
  },

  answer(name, value) {
    const answers = { [name]: value === '' ? null : value };
    // The revision that was seen: what another device changed meanwhile is never overwritten.
    request('PATCH', `/applications/${this.no}`, { revision: this.revision, answers }).then(this.show, (problem) => {
      this.tell(problem);
      if (problem.code === 'revision-conflict') this.onLoad({ no: this.no });
    });
  },

  fill({ currentTarget, detail }) {
    this.answer(currentTarget.dataset.key, detail.value.trim());
  },

  choose({ currentTarget, detail }) {
    const { field } = currentTarget.dataset;
    this.answer(field.key, field.options[detail.value].value);
  },

  toggle({ currentTarget, detail }) {
    this.answer(currentTarget.dataset.key, detail.value);
  },

  photograph({ currentTarget }) {
    wx.chooseMedia({ count: 1, mediaType: ['image'], sizeType: ['compressed'] }).then(({ tempFiles }) =>
      upload(`/applications/${this.no}/materials/${currentTarget.dataset.key}`, tempFiles[0].tempFilePath).then(
        this.show,
        this.tell,
      ),
    );
  },

  check() {
    request('POST', `/applications/${this.no}/precheck`)
      .then(() => request('GET', `/applications/${this.no}`))
      .then(this.show, this.tell);
  },

  submit() {
    wx.requestSubscribeMessage({
      tmplIds: NOTICES,
      complete: () =>
        request('POST', `/applications/${this.no}/submit`, {}, { header: { 'Idempotency-Key': this.submission } }).then(
          () => wx.showModal({ content: `已提交，申报号 ${this.no}`, showCancel: false }),
          this.tell,
        ),
    });
  },

  tell(problem) {
    wx.showModal({ content: problem.detail, showCancel: false });
  },
});
