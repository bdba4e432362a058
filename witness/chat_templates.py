"""Chat templates and pieces of Jinja for chat_golden.py, written for it: the constructs that published templates are made of."""

TURNS = """{%- if messages[0]['role'] == 'system' %}
    {{- '<|start|>system\\n' + messages[0]['content'] + '<end>\\n' }}
{%- else %}
    {{- '<|start|>system\\nAnswer well.<end>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|start|>' + message.role + '\\n' + message.content + '<end>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- for call in message.tool_calls %}
            {{- '{"name": "' + call.name + '", "arguments": ' + call.arguments | tojson + '}' | format(call) | xmlattr }}
        {%- endfor %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start|>assistant\\n' }}
{%- endif %}
"""

HEADERS = """{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start|>' + message['role'] + '<|header|>

'+ message['content'] | trim + '<end>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start|>assistant<|header|>

' }}{% endif %}"""

DATED = """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "1 Jan 2024" %}
    {%- endif %}
{%- endif %}

{#- The first message, where it is a system message, is written apart. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start|>system<|header|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: " + tools | join(", ") }}
{%- endif %}
{{- "Today is " + date_string + ", " ~ strftime_now('%A %H:%M') + "\\n\\n" }}
{{- system_message }}
{{- "<end>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start|>' + message['role'] + '<|header|>\\n\\n'+ message['content'] | trim + '<end>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start|>assistant<|header|>\\n\\n' }}
{%- endif %}
"""

MODEL = """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system message here') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns must alternate') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<turn>' + role + '
' + message['content'] | trim + '<end>
' }}{% endfor %}{% if add_generation_prompt %}{{'<turn>model
'}}{% endif %}"""

FIRST_PREFIX = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '

' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '

' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("turns must alternate") }}
    {%- endif -%}
    {%- set role = "model" if message['role'] == 'assistant' else message['role'] -%}
    {{ '<turn>' + role + '
' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {{ '<image>' if item['type'] == 'image' else item['text'] | trim }}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("content of an unknown kind") }}
    {%- endif -%}
    {{ '<end>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{ '<turn>model
' }}
{%- endif -%}
"""

TAKING = """{% for message in messages %}{% if message['role'] == 'system' %}{{'<|start|>system<|end|>
' + message['content'] + '<|end|>
'}}{% elif message['role'] == 'user' %}{{'<|start|>user<|end|>
' + message['content'] + '<|end|>
'}}{% elif message['role'] == 'assistant' %}{{'<|start|>assistant<|end|>
' + message['content'] + '<|end|>
'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|start|>assistant<|end|>
' }}{% else %}{{ eos_token }}{% endif %}"""

THOUGHTS = """{%- set ns = namespace(searching=true, last_query=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.searching and message.role == "user" and message.content is string and not(message.content.startswith('<tool>') and message.content.endswith('</tool>')) %}
        {%- set ns.searching = false %}
        {%- set ns.last_query = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content if message.content is string else '' %}
    {%- if message.role == "assistant" %}
        {%- set thought = '' %}
        {%- if message.reasoning_content is string %}
            {%- set thought = message.reasoning_content %}
        {%- elif '</think>' in content %}
            {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query and (loop.last or thought) %}
            {{- '<|start|>' + message.role + '\\n<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<end>\\n' }}
    {%- elif message.role in ["user", "system"] %}
        {{- '<|start|>' + message.role + '\\n' + content + '<end>\\n' }}
    {%- endif %}
{%- endfor %}
"""

MACROS = """{%- macro turn(name, text, end='<end>') -%}
<|start|>{{ name|upper }}: {{ text.strip().replace('\\r', '') }}{{ end }}
{%- endmacro -%}
{%- set ns = namespace(users=0) -%}
{%- set names = {'user': 'Q', 'assistant': 'A', 'system': 'S'} -%}
{%- for role, name in names.items() %}{{ name }}={{ role }};{% endfor -%}
{% for message in messages if message.role != 'system' -%}
    {% if message.role == 'user' %}{% set ns.users = ns.users + 1 %}{% endif -%}
    {% if ns.users > 2 %}{% continue %}{% endif -%}
    {{ turn(names[message.role], message.content, end='<end>' * loop.index if loop.last else '<end>') }}
{%- else -%}
    nothing
{%- endfor -%}
{{ ' ' ~ messages | map(attribute='role') | join(' ') | title ~ ' ' ~ {'n': ns.users, 'last': messages[-1]} | tojson }}
"""

SPACES = """  {# A comment on its own line goes. #}
{% for message in messages %}
    {% if loop.first %}
  <|start|>
    {% endif %}
{{ message.role }}:  {{ message.content }}
    {%+ if loop.last %}<end>{% endif +%}

    {% generation %}
  {{- ' ' -}}
    {% endgeneration %}
{% raw %}{{ kept }}{% endraw %}
{% endfor %}

"""

BRACKETS = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if not (message.role == "tool" or (message.tool_calls is defined and message.tool_calls is not none)) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("turns must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- else %}
        {{- raise_exception("an unknown role: " + message["role"]) }}
    {%- endif %}
{%- endfor %}
"""

BRACKETED_SYSTEM = """{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if loop.index0 == 0 and system_message != false %}{% set content = '|SYS|\\n' + system_message + '\\n|/SYS|\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}"""

LINES = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '|user|
' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '|system|
' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '|assistant|
'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '|assistant|' }}
{% endif %}
{% endfor %}"""

TEMPLATES = {
    "byte-level": {
        "turns with a default system": TURNS,
        "headers": HEADERS,
        "a date, and the system apart": DATED,
        "model for assistant": MODEL,
        "the system before the first turn": FIRST_PREFIX,
        "an end that takes the newline": TAKING,
        "thoughts cut from earlier turns": THOUGHTS,
        "macros and namespaces": MACROS,
        "whitespace": SPACES,
    },
    "pieces": {
        "brackets": BRACKETS,
        "brackets with a bracketed system": BRACKETED_SYSTEM,
        "lines that end with eos": LINES,
    },
}

CONSTRUCTS = {
    "escapes": r"""{{ 'a\nb\tc\\d\'e' }}|{{ "q\"r" }}|{{ '\x41\u00e9\U0001F600\d' }}|{{ 'a' 'b' }}""",
    "values printed": "{{ true }}{{ None }}{{ 1 == 1 }}{{ 7 }}{{ 2.5 }}{{ 1e3 }}",
    "numbers": "{{ 7 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -5 % 3 }} {{ 5 % -3 }} {{ 2 ** 3 }} {{ 4 / 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }}",
    "equality": "{{ '1' == 1 }}{{ '' == none }}{{ 'true' == true }}{{ 'a' < 'B' }}{{ true == 1 }}{{ 1.0 == 1 }}{{ [1] == [1] }}{{ {'a': 1} == {'a': 1} }}",
    "truth": "{% if 'false' %}T{% else %}F{% endif %}{% if messages[1].content %}T{% else %}F{% endif %}{% if '0' %}T{% endif %}{% if [] or {} or 0 or none %}x{% endif %}",
    "order of operators": "{{ 'a' + ' b ' | trim + 'c' }}{{ not 1 == 2 }}{{ 'x' if false else 'y' ~ 'z' }}{{ 1 + 2 * 3 }}{{ 'n' ~ 1 + 'm' }}",
    "if without else": "[{{ 'x' if false }}]{{ (1 if false) is defined }}",
    "a loop's own names": "{% for m in messages %}{% if loop.first %}{% set x = 'set' %}{% endif %}{{ x is defined }}{% endfor %}{{ x is defined }}",
    "outer names": "{% set x='a' %}{% for m in messages %}{{ x }}{% set x = 'b' %}{{ x }}{% endfor %}{{ x }}{% if true %}{% set x = 'c' %}{% endif %}{{ x }}",
    "namespace": "{% set ns = namespace(found=false, n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% set ns.found = true %}{% endfor %}{{ ns.n }}{{ ns.found }}{{ ns.other is defined }}",
    "loop": "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.length }}{{ loop.first }}{{ loop.last }}{{ loop.previtem is defined }}{{ loop.nextitem.role if loop.nextitem is defined }}{{ loop.cycle('p', 'q') }};{% endfor %}",
    "break and continue": "{% for m in messages %}{% if loop.index0 == 0 %}{% continue %}{% endif %}{{ m.role }}{% for c in 'abc' %}{% if c == 'b' %}{% break %}{% endif %}{{ c }}{% endfor %}{{ loop.index }}{% endfor %}",
    "else of a loop": "{% for m in [] %}x{% else %}y{% endfor %}{% for i in [1] %}{% break %}{% else %}E{% endfor %}{% for i in [1] %}{% else %}E{% endfor %}",
    "loop with if": "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ loop.length }}{{ m.role }}{% else %}none{% endfor %}",
    "slices": "{{ messages[-1].role }}{{ messages[:1]|length }}{{ messages[1:]|length }}{{ 'abcdef'[1:3] }}{{ 'abcdef'[-2:] }}{{ 'abc'[::-1] }}{{ messages[::-1][0].role }}{{ 'abcdef'[::2] }}{{ 'abcdef'[4:1:-1] }}{{ 'abc'[-9:2] }}{{ 'abc'[5:] }}{{ 'a😀b'[1] }}",
    "methods": "{{ ' a b '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'a,b,c'.split(',')[-1] }}|{{ 'abc'.startswith('ab') }}|{{ 'A'.lower() }}|{{ 'ab'.replace('a','c') }}|{{ ' x'.lstrip() }}|{{ 'x '.rstrip() }}|{{ 'a b  c'.split() | length }}|{{ 'a.b.c'.split('.', 1)[1] }}|{{ 'a.b.c'.rsplit('.', 1)[0] }}|{{ 'abc'.endswith('c') }}|{{ \"they're x1y\".title() }}|{{ 'abc'.find('c') }}|{{ 'aba'.count('a') }}|{{ ', '.join(['a','b']) }}|{{ 'aß'.upper() }}|{{ 'aBC'.capitalize() }}",
    "undefined": "{{ foo }}|{{ messages[0].foo }}|{{ foo is defined }}|{{ messages[0]['foo'] is defined }}|{{ foo is none }}|{{ tools is none }}|{{ tools is defined }}|{{ tools.foo }}|{{ foo | length }}{{ foo | trim }}{{ foo ~ 'a' }}{{ foo == bar }}{{ foo == none }}{{ 'x' in foo }}{% for x in foo %}{% endfor %}",
    "attribute of undefined": "{{ foo.bar }}",
    "beyond a list": "{{ messages[99] }}|{{ messages[99].role }}",
    "text plus number": "{{ 'a' + 1 }}",
    "text plus none": "{{ 'a' + none }}",
    "text plus undefined": "{{ 'a' + foo }}",
    "loop over none": "{% for x in none %}{% endfor %}",
    "tilde": "{{ 'a' ~ 1 ~ none ~ true ~ 2.5 }}",
    "tojson": "{{ {'b': 'é<>&\\'\"\\n', 'a': [1, 2.5, none, true], 'n': {'x': 'y'}, 'e': [], 'o': {}} | tojson }}|{{ {'a': [1, {}], 'b': []} | tojson(indent=2) }}|{{ messages | tojson }}",
    "items": "{% for k, v in {'x': 1, 'y': 2}.items() %}{{ k }}={{ v }};{% endfor %}{% for k, v in {'b': 1, 'a': 2}|items %}{{k}}{{v}}{% endfor %}{% for k,v in {'b': 1, 'A': 2}|dictsort %}{{k}}{{v}}{% endfor %}{{ {'a': 1}.keys() | join }}{{ {'a': 1}.values() | join }}{{ dict(a=1).a }}",
    "get": "{{ messages[0].get('role') }}{{ messages[0].get('zzz', 'other') }}{{ messages[0].get('zzz') }}",
    "in": "{{ 'a' in 'abc' }}{{ 'x' not in ['x'] }}{{ 'role' in messages[0] }}{{ 'user' in messages | map(attribute='role') | list }}{{ not 'a' in 'b' }}",
    "tests": "{{ 'a' is string }}{{ 1 is string }}{{ {} is mapping }}{{ [] is iterable }}{{ 'a' is iterable }}{{ [] is sequence }}{{ 'a' is sequence }}{{ {} is sequence }}{{ 1 is number }}{{ true is number }}{{ none is none }}{{ true is true }}{{ 1 is true }}{{ 2 is even }}{{ 1 is odd }}{{ true is boolean }}{{ 4 is divisibleby 2 }}{{ 'a' is not none }}{{ 'a' is eq 'a' }}{{ 'a' is in ['a'] }}{{ 1.5 is float }}{{ 1 is integer }}",
    "filters": "{{ ' x ' | trim }}|{{ 'A' | lower }}|{{ messages | length }}|{{ messages|first is mapping }}|{{ (messages | last).role }}|{{ '' | default('d', true) }}|{{ foo | default('d') }}|{{ none | default('d') }}|{{ ['a',none] | join(', ') }}|{{ 'a-b-c' | replace('-', '+', 1) }}|{{ 3 | string + 'x' }}|{{ '3' | int + 1 }}|{{ 'hello world' | title }}|{{ 'hello World' | capitalize }}|{{ messages | map(attribute='role') | join(',') }}|{{ messages | selectattr('role', 'equalto', 'user') | list | length }}|{{ messages | rejectattr('role', 'equalto', 'user') | list | length }}|{{ [1,2]|reverse|list|join }}|{{ 'ab' | upper }}|{{ ['', 'a'] | select | list | length }}|{{ ['a', 'b'] | map('upper') | join }}",
    "macros": "{% set x=1 %}{% macro f(a, c, b='d') %}<{{ a }}:{{ b }}{{ c is defined }}{{ x }}>{% endmacro %}{% set x=2 %}{{ f('a') }}{{ f('b', b='c') }}{% for x in [7] %}{{ f(x) }}{% endfor %}",
    "set by a block": "{% set x %}  hello {{ 1 + 1 }}{% set y = 3 %}{% endset %}[{{ x }}]{{ y is defined }}{% set z | trim | upper %} a {% endset %}[{{ z }}]",
    "raw": "{% raw %}{{ x }}{% endraw %}|{%- raw -%}  {% y %}  {%- endraw -%}  |",
    "comments": "a{# c #}b\n  {# d #}\n c {#- e -#} d",
    "lines": "a\n  {% if true %}\n    b\n  {% endif %}\n  c {% if true %} d {% endif %} \n\te\n",
    "signs": "  {%- if true %}  x\n{%- endif -%}  \n y {{- 1 -}}  z\n{%+ if true %} k{% endif +%}\n  m",
    "lines of values": "{{ 1 }}\n{{ 2 }}\n\n{% set x = 1 %}\n\n{{ x }}  \n\n",
    "carriage returns": "a\r\n{% if true %}\r\nb{% endif %}\r\n",
    "range": "{% for i in range(3) %}{{ i }}{% endfor %}{{ range(1, 7, 2) | join }}{{ range(3, 0, -1) | join }}",
    "branches": "{% if false %}a{% elif 1 == 1 and not false %}b{% else %}c{% endif %}{{ 'a' if 0 else 'b' if 1 else 'c' }}",
    "comparisons in a row": "{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 1 <= 1 != 2 }}",
    "several names": "{% set a, b = 1, 2 %}{{ a }}{{ b }}{% for c, d in [(1, 2), (3, 4)] %}{{ c }}{{ d }}{% endfor %}",
    "generation": "{% generation %}x{{ 1 }}{% set y = 1 %}{% endgeneration %}{{ y is defined }}",
    "mappings": "{{ {'a': {'b': 'c'}}['a']['b'] }}{{ {'a': 1}.a }}{{ {'items': 5}['items'] }}{{ {'a': 1}.b is defined }}",
    "and, or": "{{ '' or 'x' }}{{ 'a' and 'b' }}{{ none or false or 'q' }}{{ messages[0].role is defined and messages[0].role == 'user' }}",
    "signs of numbers": "{{ - 1 + 3 }}{{ 5 - -2 }}{{ -(2) }}{{ +3 }}",
    "outer loop": "{% for i in range(2) %}{% set outer = loop %}{% for j in range(2) %}{{ outer.index }}{{ loop.index }}{% endfor %}{% endfor %}",
    "texts joined with messages": "{% for m in messages %}{{ '|' + m['role'] + '|\n' + m['content'] + '\n' }}{% endfor %}",
    "raised": "{{ raise_exception('no') }}",
    "unclosed": "a {{ 1 }",
    "unknown tag": "{% foo %}",
    "unknown filter": "{{ 1 | foo }}",
    "unknown test": "{{ 1 is foo }}",
    "unbalanced": "{{ (1 }}",
    "no end": "{% if true %}a",
    "underscores": "{{ ''.__class__ }}|",
    "changed list": "{% set l = [] %}{% set _ = l.append(1) %}",
}
