"""deploy/nginx.conf keeps what pages are about out of its logs."""

import re

from clinic.environment import ROOT

CONF = re.sub(r"#.*", "", (ROOT / "deploy" / "nginx.conf").read_text())
# Variables that hold a path, a search or a page one came from.
TELLING = r"\$(request|request_uri|uri|document_uri|args|query_string|arg_\w+|http_referer)\b"


def test_every_server_writes_where_nobody_is_named():
    servers = CONF.split("server {")[1:]
    assert len(servers) == 2
    for server in servers:
        assert re.findall(r"access_log .*?(\w+);", server) == ["pearl"]
        assert re.findall(r"error_log .*?(\w+);", server) == ["crit"]


def test_a_line_of_the_access_log_holds_no_address():
    [line] = re.findall(r"log_format pearl (.*?);", CONF, re.DOTALL)
    assert not re.search(TELLING, line)
    assert re.search(TELLING, "'$remote_addr $request $status'")
