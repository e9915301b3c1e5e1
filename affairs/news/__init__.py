"""中心概况, 新闻动态, 政策法规: what the centre tells everybody."""
