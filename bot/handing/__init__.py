"""转人工 in the conversation: what is wished (:mod:`.place`, pure), and the desk that fulfils it (:mod:`.desk`)."""
