#!/usr/bin/env bash
# make-pictures.sh DIFF.json [DIRECTORY]
#
# Draws the pictures of the README from a diff that `slipway kolla diff --format json` wrote, as `make demo` leaves one in
# demo/kolla-diff.json: kolla-diff-terminal.png, the first screen of `slipway kolla show`, and kolla-diff.png, the top of its page. Nothing
# in them is made up. Needs slipway on PATH (or $SLIPWAY), Python 3 and Chromium (or $CHROMIUM).
set -euo pipefail

diff=$(realpath "${1:?usage: make-pictures.sh DIFF.json [DIRECTORY]}")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
into=$(realpath "${2:-$root/Sources/slipway/slipway.docc/Resources}")
slipway=${SLIPWAY:-slipway}
chromium=${CHROMIUM:-chromium}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

environment=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get("environment", ""))' "$diff")
env -u NO_COLOR "$slipway" kolla show "$diff" --color always --no-pager >"$folder/terminal.txt"
"$slipway" kolla show "$diff" --format html --output "$folder/page.html"

python3 - "$folder" "slipway kolla diff --environment $environment" <<'PYTHON'
import html, re, sys

folder, command = sys.argv[1:]
ROWS = 36
colours = {"31": "#ff7b85", "32": "#5ac878", "33": "#dba642", "34": "#79a8ff", "35": "#c792ea", "36": "#55c4d4", "90": "#868e9b"}
lines = open(folder + "/terminal.txt", encoding="utf-8").read().split("\n")[: ROWS - 1]
body, style = [], {}
for text in re.split(r"(\x1b\[[0-9;]*m)", "\n".join(lines)):
    if not text.startswith("\x1b["):
        rules = dict(style)
        if rules.pop("reverse", None):
            rules = {**rules, "background": rules.get("color", "#d6dae0"), "color": "#16181d", "padding-bottom": "2px"}
        css = ";".join(f"{key}:{value}" for key, value in rules.items())
        body.append(f'<span style="{css}">{html.escape(text)}</span>' if css else html.escape(text))
        continue
    for code in text[2:-1].split(";"):
        if code in ("", "0"): style = {}
        elif code == "1": style["font-weight"] = "700"
        elif code == "2": style["opacity"] = ".7"
        elif code == "7": style["reverse"] = "1"
        elif code == "27": style.pop("reverse", None)
        elif code == "22": style.pop("font-weight", None)
        elif code == "39": style.pop("color", None)
        elif code in colours: style["color"] = colours[code]
        else: sys.exit(f"make-pictures.sh: no picture of the escape code {code}")
page = (
    '<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#16181d;color:#d6dae0}'
    'pre{margin:18px 22px;font:14px/20.3px "DejaVu Sans Mono",monospace}</style>'
    f"<pre>$ {html.escape(command)}\n{''.join(body)}</pre>"
)
open(folder + "/terminal.html", "w", encoding="utf-8").write(page)
PYTHON

picture() { # picture NAME WIDTH HEIGHT PAGE
    "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
        --user-data-dir="$folder/profile" --window-size="$2,$3" --screenshot="$into/$1" "file://$folder/$4" 2>/dev/null
    echo "$into/$1"
}
picture kolla-diff-terminal.png 980 766 terminal.html
picture kolla-diff.png 1200 900 page.html
