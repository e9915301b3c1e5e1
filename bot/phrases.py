"""Every Chinese sentence the bot says, in one place: short, plain, and promising nothing
that the product cannot do. Templates are filled with :meth:`str.format`.
"""

from types import MappingProxyType

__all__ = ["ERROR_SENTENCES", "TITLES"]

# Headings of an answer, by facet.
TITLES = MappingProxyType(
    {
        "materials": "要带的材料",
        "conditions": "谁能办",
        "fees": "费用",
        "time_limit": "多久办好",
        "place": "去哪办",
        "hours": "办理时间",
        "phone": "咨询电话",
        "process": "办理步骤",
        "legal_basis": "办理依据",
        "result": "办好拿到",
        "online": "网上办理",
        "agent": "代办",
        "forms": "表格",
    }
)
FACET_QUESTIONS = MappingProxyType(
    {"materials": "要带什么材料？", "place": "在哪里办？", "time_limit": "几天能办好？", "fees": "要多少钱？"}
)
LINE = "{title}：{text}"
NOTED = "{name}（{note}）"
COMMA = "，"
DEPARTMENT = "由{department}办理"
UNPUBLISHED = "办事指南里没有公布。"
ASK_BY_PHONE = "可以打电话问：{phones}"
ASK_AT_WINDOW = "请向办理窗口或 12345 询问。"

# Materials
MATERIALS_VARY = "看情况（{names}），问“要带什么材料”看各要什么"
NO_MATERIALS = "不用带材料。"
COPIES = "原件{originals}份"
PHOTOCOPIES = "复印件{copies}份"
IF_NEEDED = "必要时带"
SITUATION = "【{name}】"
MATERIALS_BY_SITUATION = "材料要看是哪种情况，请选一种："
AND_KINDS = "等{count}种"
MORE_CONDITIONS = "……共{total}条，问“要什么条件”看全部"
MORE_MATERIALS = "……共{total}样，问“要带什么材料”看全部"
FORM_HERE = "{name}：{url}"
FORM_AT_WINDOW = "要填：{names}。空白表格请在窗口领取。"
NO_FORM = "办事指南里没有列出要填的表格，需要时窗口会提供。"

# Terms
ON_THE_SPOT = "当场办好"
PROMISED = "承诺{days}办好"
STATUTORY = "法定最长{days}"
WORKING_DAYS = "{days}个工作日"
CALENDAR_DAYS = "{days}天"
ON_THE_SPOT_LEGALLY = "当场"
STEP_LIMIT = "{days}内"
FREE = "不收费"
CHARGED = "收费，{standard}"
CHARGED_UNKNOWN = "要收费，标准没有公布，请先打电话问清楚"
FEE_BASIS = "（依据：{basis}）"
VALIDITY = "有效期：{validity}"

# Place, hours, phones
MORE_VENUES = "还有{count}处，回复“更多”接着看。"
AND_OTHERS = "等{count}处"
MASKED_PHONE = "登记的电话（{phone}）中间几位没有公开，不能直接拨打。"
PUBLIC_LINE = "可以拨打政务服务热线 12345 转接。"
TODAY_OPEN = "今天（{day}）办公：{spans}"
TODAY_CLOSED = "今天（{day}）不办公"
DAY_OPEN = "{day}办公：{spans}"
DAY_CLOSED = "{day}不办公"
HOURS_UNKNOWN = "办公时间没有公布，去之前请先打电话。"
PROVISIONAL = "（当年放假安排还没公布，以窗口通知为准）"
MAKEUP = "调休上班"
FROM_TO = "{first}至{last}"
SEASON = "{season}："
NOT_ON_HOLIDAYS = "（节假日休息）"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

# Online and agents
ONLINE_HERE = "可以网上办：{url}"
ONLINE_YES = "可以网上办，入口请在国家政务服务平台或本地政务服务网搜索本事项。"
ONLINE_NO = "办事指南没有公布网上办理入口，请到窗口办。"
AGENT_YES = "可以请人代办。"
AGENT_NO = "要本人去，不能代办。"
AGENT_UNKNOWN = "办事指南没有写能不能代办，请先打电话问清楚。"
VISITS_NONE = "不用跑窗口。"
VISITS = "最多跑{visits}次。"

# Around an answer
NEWS_TITLES = {"policy": "最新政策：", "news": "最新动态：", "centre": "中心概况："}
HEADING = "【{name}】"
WHICH_REGION_MATTERS = "{titles}各区不一样，告诉我您在哪个区，我再给您准确的。"
WHICH_VARIANT_MATTERS = "{titles}要看是哪种办法，可以接着问。"
MORE_HINT = "（回复“更多”接着看）"
REST_HINT = "（您问的另一件事，选好后我接着答）"
SAMPLE_MARK = "（示例数据）"
FULL_GUIDE = "完整办事指南"
FULL_GUIDE_OF = "{name}：完整办事指南"
ALL_ITEMS = "全部事项"
REGION_FALLBACK = "{region}没有单独公布这件事的指南，下面是{other}的："

# Asking back
SCENARIO = "“{name}”一般要办这{count}件事："
WHICH_ITEM = "您是不是想问："
WHICH_WAY = "“{stem}”，您是要{ways}，还是{last}？"
WHICH_VARIANT = "“{name}”有几种，您要办哪一种？"
WHICH_REGION = "“{name}”各地不一样，您在哪个区？"
WHICH_OF_REGIONS = "您说的是哪里？"
WHICH_SITUATION = "“{name}”的材料要看情况，您是哪一种？"
NONE_OF_THESE = "都不是"
PAGE_HINT = "（共{total}项，回复“更多”看其余的）"
REPLY_NUMBER = "回复数字就行。"
WHICH_NUMBER = "好的，是哪一项？回复前面的数字就行。"
NOT_AMONG = "没听明白您选的是哪一项，回复前面的数字就行；要问别的事，直接说。"
CHOOSE_FIRST = "先确认是哪一件事，选好我就答您。"
CHOOSE_FIRST_OF = "先确认是哪一件事，选好我就答您：{titles}。"
STILL_OPEN = "刚才那件事，请接着选："
UNSURE_ITEM = "不着急。选最像的一项，回复数字；都不像就换个说法，写上要办什么。"
UNSURE_KIND = "不着急。选最像的一种，回复数字；拿不准就先问清楚再来。"
UNSURE_REGION = "不知道是哪个区的话，把您的位置发给我（点“+”再点“位置”），或者说说附近的街道。"
NONE_OF_KINDS = "公布的就这几种。您的情况不在里面的话，请先问清楚，免得白跑。"
NOT_SAID = "这一点指南里没有细写。下面是办理条件，拿不准请打电话问："
NOT_SURE_ABOUT = (
    "没听明白。接着问“{name}”的话，可以问材料、地点、费用、几天办好；要办别的事，请写上要办什么，比如“{example}”。"
)
ASK_ON = "没关系。接着问“{name}”的话，可以问材料、地点、费用、几天办好、电话。"
NO_OTHER_REGION = "这件事公布了指南的就是这些地方。别的地方请拨打政务服务热线 12345 询问。"
REGION_NOTED = "好的，按{region}回答您。"
TAKE_YOUR_TIME = "没关系，慢慢说。您遇到什么事、想办什么证，用自己的话说就行，比如“{example}”。"
UNREADABLE = "没看懂这句话。想办什么事，用平常的话打字告诉我就行，比如“{example}”。"
PERSONAL = "请不要在这里发身份证号、手机号这类个人信息，问事情用不着。想办什么事直接说，比如“{example}”。"
NO_SUCH_OPTION = "没有第{n}项，请回复 1 到 {last} 的数字，或者直接说您要办的事。"
NO_OPTIONS = "现在没有可选的选项，请直接说您要办的事，比如“{example}”。"
WHAT_SUBJECT = "您问的是哪件事？比如“{example}”。"
WHICH_THING = "请先说您要办的是哪件事，比如“{example}”。"

# No guide
NOT_FOUND = "没找到和这句话对得上的事项，我不乱猜。请换个说法，写上要办什么，比如“{example}”。"
NOT_FOUND_MORE = "也可以回复“目录”按部门找，回复“人工”找人问。"
NOT_FOUND_AGAIN = "又没找到，抱歉。还是找人问更快："
CORRECTED = "明白，都不是。请换个说法再说一遍，写上要办什么；也可以回复“目录”按部门找，回复“人工”找人问。"
CORRECTED_OTHERS = "抱歉，弄错了。您是不是想问："
NOT_IN_REGION = "{region}没有公布“{name}”的办事指南。"
DONE_ELSEWHERE = "公布了指南的地方："
NO_GUIDE_AT_ALL = "您问的是“{name}”{by}，还没有公布办事指南，要带什么、几天办好我不乱说。"
BY_DEPARTMENT = "（{department}）"
NO_VARIANT_IN_REGION = "{region}没有公布“{variant}”这一种。"
STATE = MappingProxyType(
    {
        "abolished": "“{name}”已经取消，不用再办了。",
        "merged": "“{name}”已经并入别的事项。",
        "suspended": "“{name}”现在暂停办理。",
    }
)
SUCCESSORS = "您可以看看："

# Districts
REGION_SET = "好的，以后按{region}回答您。请说您要办的事，比如“{example}”。"
REGION_PICKED = "收到，您在{region}，我按{region}回答。"
REGION_UNKNOWN = "这个位置不在本地区划里，我认不出是哪个区。请直接告诉我区名，比如“{example}”。"
REGION_UNKNOWN_BARE = "这个位置我认不出是哪个区，请直接告诉我区名。"

# Small talk and help
GREETING = "您好，我是办事助手。想办什么事直接说，比如“{example}”。"
THANKS = "不客气。还有别的事随时问我。"
CHITCHAT = "这个我聊不好，办事的问题我在行。比如可以问“{example}”。"
EMPTY = "没看到文字。想办什么事直接打字告诉我，比如“{example}”。"
OUT_OF_SCOPE = "这不是政务服务大厅办的事，我答不准，就不乱说了。办事的问题可以问我，比如“{example}”。"
HELP = "我能告诉您：一件事要带什么材料、去哪办、几点上班、多少钱、几天办好、咨询电话。直接说就行，比如："
HELP_MORE = "回复“目录”看全部事项，“大厅”看地址和上班时间，“人工”找人问，“重新开始”从头来。"
WELCOME = "欢迎关注！我是办事助手，办事前先问我，少跑一趟。比如可以问："
SCENE_REGION = "已按{region}为您准备。"
EXAMPLE = "{name}要带什么材料？"
EXAMPLE_FALLBACK = "身份证丢了怎么补办"
DIRECTORY = "按部门找，您想看哪个部门的事项？"
DIRECTORY_THEMES = "按类别找，您想看哪一类？"
DIRECTORY_FLAT = "下面是能问的事项："
DIRECTORY_OF = "{name}的事项："
DIRECTORY_EMPTY = "目录里现在还没有事项。"
RESTARTED = "好的，重新开始。您想办什么事？"
NO_MORE = "没有更多了。"
NOTHING_EARLIER = "前面没有别的了。请直接说您要办的事，比如“{example}”。"
AFFIRMED = "好的。还想知道什么，接着问我。"

# Guards
EMERGENCY = (
    "遇到危险请马上打电话：报警 110，火警 119，急救 120，交通事故 122。\n"
    "说清在哪里、发生了什么。我只能回答办事问题，帮不上急事。"
)
ABUSE = "让您不满意了，抱歉。说说要办什么事，我尽快给您准确的信息；要投诉可以打 12345。"
INJECTION = "我只回答办事问题，按公布的办事指南说。想办什么事请直接告诉我，比如“{example}”。"
OTHERS_DATA = "别人的信息受法律保护，我查不到也不会提供。您本人的事，请带身份证到窗口查询。"
ELSEWHERE = (
    "{city}的事要问当地：关注“{city}”的政务服务公众号，或拨打当地区号加 12345，"
    "也可以上国家政务服务平台 gjzwfw.www.gov.cn 查。"
)
ELSEWHERE_BARE = (
    "外地的事要问当地：关注当地的政务服务公众号，或拨打当地区号加 12345，"
    "也可以上国家政务服务平台 gjzwfw.www.gov.cn 查。"
)
COMPLAINT_HERE = "直接回复“投诉：”或“建议：”加您要说的话，我们登记编号、按期答复您；要匿名，请在小程序里提交。"
COMPLAINT = "投诉、建议请拨打 12345（24 小时）。"
COMPLAINT_CENTRE = "也可以打{name}电话：{phones}。"
COMPLAINT_GUIDE = "“{name}”的监督电话：{phones}。"

# People
HUMAN = "找人问："
HUMAN_CENTRE = "{name}：{phones}"
HUMAN_WINDOW = "或者到窗口当面问：{address}"
HUMAN_ITEM = "“{name}”咨询电话：{phones}"
HUMAN_HOTLINE = "政务服务热线：12345"
HUMAN_HOURS = "上班时间：{hours}"
HUMAN_HONEST = "我这里还不能直接转接工作人员。"

# Cases
CASE_HEAD = "【{name}】申报号 {no}"
CASE_STATE = "现在：{state}。"
CASE_PROMISED, CASE_STATUTORY = "承诺时限", "法定时限"
CASE_LIMIT = "{name}{days}{unit}：已用{used}，还剩{left}，最迟{due}。"
CASE_OVERDUE = "{name}{days}{unit}：{due}已到期，超期{over}。可以打 12345 催办。"
CASE_TOOK = "{name}{days}{unit}：用了{used}。"
CASE_PROVISIONAL = "（当年放假安排还没公布，日子可能变）"
CASE_UNCOUNTED = "不计入：{spans}。"
CASE_DAYS_OFF = "休息日和节假日{days}天"
CASE_CORRECTION = "要补正{until}："
CASE_REASON = "理由：{reason}"
CASE_NO_REASON = "见决定书"
CASE_BASIS = "依据：{basis}"
CASE_LICENCE = "证照：{name}{number}"
CASE_TRACKING = "快递单号：{number}"
CASE_EVENT = "· {at} {name}{by}"
CASE_NEXT = "接下来：{todo}"
CASE_LINE = "· {name}（{no}）：{state}"
CASES_HEAD = "您的办件："
CASES_TAIL = "把申报号发给我，看详细进度。"
CASES_NONE = "您名下还没有提交过的申报。"
CASE_UNKNOWN = "没查到这个申报号，或者不是您本人的办件。请核对号码；替别人问，请本人登录后查。"
CASES_SIGN_IN = "我还认不出您是谁。请在小程序里登录后看“我的办件”；没有账号，用申报号和申报时的手机号也能在小程序里查。"

# Services that are not offered here yet
PROGRESS = "我这里还查不到办理进度。请拿受理凭证上的编号，打受理窗口的电话问，或拨打 12345。"
PROGRESS_PHONES = "“{name}”咨询电话：{phones}"
BOOKING = "我这里还不能预约取号。请在办公时间直接去窗口，或先打电话问要不要预约。"
NO_BOOKING = "这件事不用预约（也不能在这里预约），请在办公时间直接去窗口。"
APPLY_ONLINE = "网上申请入口：{url}"
APPLY = "我这里还不能直接申请。"
APPLY_WINDOW = "请带齐材料到窗口办。"

# Media
VOICE = "语音我还听不了，请打字告诉我要办什么事，或者用手机键盘上的语音输入转成文字，比如“{example}”。"
IMAGE = "图片我还看不了。请打字说说您要办的事，比如“{example}”。材料请带到窗口核对。"
VIDEO = "视频我还看不了，请打字告诉我要办什么事，比如“{example}”。"
LINK = "链接我打不开，请把想问的事打字告诉我，比如“{example}”。"
FILE = "文件我还收不了，请打字告诉我要办什么事，比如“{example}”。"
UNKNOWN_KIND = "这种消息我还看不懂，请打字告诉我要办什么事，比如“{example}”。"

# The service centre
CENTRE_UNKNOWN = "我这里还没有登记服务大厅的地址和电话。可以拨打 12345 询问；办具体的事请直接问我，我告诉您去哪办。"
HALL_OF = "{region}政务服务大厅"
HALL_FROM_GUIDES = "（按办事指南公布的窗口地址，没有登记总机）"
CENTRE_OFFICE_HOURS = "办公时间：{hours}"
CENTRE_ADDRESS = "地址：{address}"
CENTRE_PHONE = "电话：{phones}"
CENTRE_HOURS = "办公时间：{hours}"
CENTRE_TRAFFIC = "乘车：{traffic}"
CENTRE_OTHERS = "其他大厅："
OPEN_NOW = "现在正在办公。"
CLOSED_NOW = "现在不在办公时间。"

# Faults
APOLOGY = "抱歉，系统出了点问题，没能答上来。请过一会儿再发一次；着急请拨打 12345。"
EMPTY_CATALOGUE = "办事指南还没有装好，现在答不了。着急请拨打 12345。"

# In the hall
UNSUBSCRIBED = "好的，已退订全部 {count} 项提醒，不再推送。您自己的办件和预约有进展时仍会通知您。"
NEXT_FOLLOWED = "好的。您的事办好一步，我会告诉您下一步办什么、带什么。不想再收到，回复“退订”。"
NEXT_SIGN_IN = "我还认不出您是谁，不知道提醒谁。请先在小程序里登录，再回复“提醒下一步”。"
MATTER_SIGN_IN = "我还认不出您是谁。请先在小程序里登录，投诉、建议在那里也能提交和查看；急事请打 12345（24 小时）。"
MATTER_NAMELESS = "微信里认得出您，匿名的请在小程序里提交，会给您一个查询码。"
MATTER_SHORT = "请把事情说完整：什么时候、在哪里、发生了什么。例：投诉：昨天下午三点在二号窗口等了两小时没人办。"
MATTER_LONG = "太长了，请压缩到 {most} 字以内，或在小程序里提交。"
MATTER_SENT = (
    "已登记您的{kind}，编号 {number}。由{holder}办理，最迟 {until} 前答复您，有进展会通知您。想看进度，回复“我的投诉”。"
)
MATTER_NONE = "您还没有投诉或建议。要提，回复“投诉：”或“建议：”加您要说的话。"
MATTER_HEAD = "【{kind}】{title}（编号 {number}）\n"
MATTER_HELD = "由{holder}办理，最迟 {until} 前答复。"
MATTER_PROPOSED = "{holder}已提请审管办研究，最迟 {until} 前答复。"
MATTER_ANSWERED = "{day}已答复：{answer}"
NO_SUBSCRIPTIONS = "您没有订阅任何提醒。您自己的办件和预约有进展时才会通知您。"
HALL_SIGN_IN = "还不知道您是谁：请先在小程序里登录，再来问排队的情况。"
HALL_NO_TICKET = "您今天还没有取号。到大厅后请扫码签到，或在取号机上取号。"
HALL_NOTHING_TODAY = "没有找到您今天在这个大厅的预约。没有预约也可以在取号机上取现场号。"
HALL_CALLED = "{label} 号已经叫到，请到 {window} 办理。"
HALL_CALLED_SOMEWHERE = "{label} 号已经叫到，请看通知或叫号屏上的窗口，尽快过去。"
HALL_PARKED = "{label} 号由窗口挂起，办好要补的事请直接回窗口。"
HALL_AHEAD = "{label} 号，前面还有 {ahead} 人。"
HALL_NO_WINDOW = "现在还没有能办的窗口开着，等多久说不准。"
HALL_WAIT = "按今天的速度，大约等 {minutes} 分钟。"
HALL_SOON = "马上就到，请留意叫号。"

ERROR_SENTENCES: MappingProxyType[str, str] = MappingProxyType(
    {
        "domain-error": APOLOGY,
        "invalid-value": "这个内容填得不对，请改一下再试。",
        "no-such-item": "没有这个事项，可能已经取消。请直接说您要办的事。",
        "no-such-guide": "这个地方没有公布这件事的办事指南。",
        "no-such-region": "没找到这个地方，请写区名或街道名。",
        "no-such-version": "没有这个版本的目录。",
        "nothing-to-publish": "没有可发布的内容。",
        "catalogue-conflict": "目录刚刚被别人更新了，请重新看一下再试。",
        "regression-worse": "这样改会让别的问题答得更差，没有发布。",
        "too-many-requests": "您问得太快了，请稍等一会儿再试。",
        "store-unavailable": APOLOGY,
        "service-unavailable": "对方的系统暂时连不上，请过一会儿再试。",
        "not-signed-in": "请先登录，再办这件事。",
        "invalid-code": "登录已过期，请重新进入再试。",
        "identity-mismatch": "姓名和身份证号对不上，请核对后再发。",
        "idempotency-mismatch": "这个请求刚才已经处理过了。",
        "not-online": "这件事暂时不能在这里申报，请按指南到窗口办。",
        "no-such-application": "没找到这个申报，请核对一下号码。",
        "out-of-time": "这个日期太早或太晚了，请换一个。",
        "no-such-principal": "您还不能替这位亲属或这家企业办事，请先添加或取得授权。",
        "no-such-preregistration": "预登记码不对、已过期或已被用过，请核对，或请工作人员重新登记。",
        "no-such-material": "这个申报不需要这项材料。",
        "revision-conflict": "这份申报刚在别处改过，请再看一下最新的内容。",
        "not-changeable": "这份申报现在不能这样改了。",
        "no-such-field": "表单里没有这一项。",
        "no-such-situation": "这件事没有这种情形。",
        "not-checked": "这份申报还没有检查过，请先检查一遍。",
        "not-ready": "还有要改的地方，改好才能提交。",
        "identity-required": "请先实名认证，再提交申报。",
        "no-such-file": "没有找到这个文件，请重新上传。",
        "no-such-case": "没找到这个办件，请核对一下申报号。",
        "no-such-notice": "没找到这条通知。",
        "already-rated": "这次已经评价过了，谢谢您。",
        "too-large": "文件太大了，请压缩后再传。",
        "not-permitted": "这项操作没有权限。",
        "log-in-refused": "登录名或密码不正确。",
        "code-refused": "验证码不正确、已用过或已过期。",
        "second-factor-conflict": "动态验证码的设置已变化，请重新看一下再试。",
        "no-such-article": "没有这篇内容，或已不再公开。",
        "article-conflict": "这篇内容刚刚被他人修改过，请重新看一下再试。",
        "log-in-blocked": "密码输错次数过多，请稍后再试。",
        "no-such-staff": "没有找到这位工作人员。",
        "no-such-department": "没有找到这个部门。",
        "no-such-session": "登录已经退出，请重新登录。",
        "login-taken": "这个登录名已被使用。",
        "department-taken": "已有同名的部门。",
        "staff-conflict": "这个账号刚刚被他人修改过，请重新看一下再试。",
        "last-admin": "这是最后一个系统管理员，请先指定另一位管理员。",
        "already-booked": "您已经预约了这件事，请到“我的预约”里查看或改期。",
        "appointment-over": "这个预约已经取消、过期或结束了。",
        "booking-barred": "因多次预约后没有到场，暂时不能预约。如有特殊情况，可以对爽约记录提出申诉。",
        "booking-limit": "您的预约已达到上限，请先办完或取消一些。",
        "hold-expired": "没有在保留时间内确认，号已经释放，请重新预约。",
        "no-such-appointment": "没有找到这个预约。",
        "no-such-slot": "没有这个预约时段。",
        "no-such-waiting": "没有找到这个候补。",
        "not-bookable": "这件事暂时不能预约，请在办公时间直接到窗口办理。",
        "slot-full": "这个时段约满了，请换一个时间。",
        "supply-changed": "刚才有人修改了预约设置，请重新查看后再改。",
        "too-late": "离预约时间太近，已经不能改期或取消了。",
        "check-in-closed": "现在不能签到，请看预约的时间。",
        "hall-full": "今天的现场号已经发完了，可以预约其他时间。",
        "no-such-hall": "没有这个大厅，或那里没有办这件事的窗口。",
        "no-such-ticket": "还没有取号。到大厅后先签到取号。",
        "nobody-waiting": "现在没有人在等候。",
        "not-at-window": "这个窗口现在没有人。",
        "ticket-moved": "这个号刚才已经变动了，请再看一下。",
        "window-busy": "窗口还有人在办理。",
        "window-taken": "这个窗口已经有人了。",
        "no-such-matter": "没有找到这个诉求，请核对编号。",
        "matter-moved": "这个诉求已经办理了。",
        "no-such-handover": "没有找到这次咨询。",
        "no-such-correction": "没有等您确认的修改，或者修改内容已经更新，请刷新后再看。",
        "handover-over": "这次咨询已经结束了。",
        "handover-taken": "这次咨询已由工作人员处理了。",
    }
)
