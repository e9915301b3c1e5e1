"""The demonstration's news and policies: fictitious, marked as samples."""

from datetime import date, timedelta

from affairs.news.article import Article, ArticleKind, Wanted
from affairs.news.articles import Articles
from affairs.staff.permissions import OPERATOR

__all__ = ["ensure_demo_articles"]

CENTRE = """云江区政务服务中心设综合受理、公安、社保、医保、不动产等窗口，
实行“前台综合受理、后台分类审批、统一窗口出件”。

- 一般事项当场咨询、当场受理；
- 复杂事项由审批咨询服务专员全程跟进；
- 办事人可以在手机上提前预审、预约取号、查询进度。
"""
POLICY = """为方便群众，区政务服务中心自发布之日起：

1. 对材料基本齐全、主要材料符合规定的申请**容缺受理**，一次性告知需补正的材料；
2. 补正材料可以在手机上提交，不必再跑一趟；
3. 承诺时限从受理之日起算，补正期间不计入。

具体事项以[办事指南](/guides)为准。
"""
NEWS = """为减少排队，中心开放周六上午的**预约办理**。请在手机上选择“预约”，按约定时间取号。

未预约的办事人仍可在工作日到现场取号。
"""


async def ensure_demo_articles(articles: Articles) -> None:
    """Add the samples to a database without any article."""
    if await articles.all(OPERATOR, Wanted(), offset=0, limit=1):
        return
    today = articles.today()
    samples = (
        (ArticleKind.CENTRE, "云江区政务服务中心简介", CENTRE, 30, "一个大厅，一窗受理，一次办好。"),
        (ArticleKind.NEWS, "周六上午开放预约办理", NEWS, 3, "先预约，再来办，少排队。"),
        (ArticleKind.POLICY, "关于推行容缺受理的若干措施", POLICY, 7, "主要材料齐全即可先受理，其余材料手机补交。"),
    )
    for kind, title, body, days, summary in samples:
        dated: date = today - timedelta(days=days)
        draft = Article("", kind, title, body, dated, articles.now(), summary, published=True, sample=True)
        await articles.add(OPERATOR, draft)
