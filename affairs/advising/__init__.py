"""政务服务顾问: telling people of what they asked to be told of."""
