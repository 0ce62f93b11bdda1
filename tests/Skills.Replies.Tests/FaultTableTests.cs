using System.Text.Json;

namespace Skills.Replies;

/// <summary>Replies that were read wrongly once, each with the right result. No lossy repair is permitted.</summary>
public class FaultTableTests
{
    private const string Label = """{"type":"object","properties":{"label":{"enum":["spam","ham"]}},"required":["label"],"additionalProperties":false}""";
    private const string Severity = """{"type":"object","properties":{"sev":{"enum":["critical","minor"]}},"required":["sev"],"additionalProperties":false}""";
    private const string Ok = """{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}""";
    private const string Letters = """{"type":"array","items":{"enum":["A","B","C"]}}""";
    private const string Greek = """{"type":"object","properties":{"t":{"type":"array","items":{"enum":["beta","delta"]}}},"required":["t"],"additionalProperties":false}""";
    private const string Texts = """{"type":"array","items":{"type":"string"}}""";
    private const string Numbers = """{"type":"array","items":{"type":"integer"}}""";
    private const string Pages = """{"type":"array","items":{"type":"object","properties":{"type":{"const":"page"},"route":{"type":"string"}},"required":["type","route"],"additionalProperties":false}}""";
    private const string Formula = """{"type":"object","properties":{"f":{"type":"string"},"n":{"type":"integer"}},"required":["f","n"],"additionalProperties":false}""";
    private const string Number = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}""";
    private const string Quote = """{"type":"object","properties":{"q":{"type":"string"}},"required":["q"],"additionalProperties":false}""";
    private const string Quotes = """{"type":"object","properties":{"q":{"type":"array","items":{"type":"string"}}},"required":["q"],"additionalProperties":false}""";
    private const string Signature = """{"type":"object","properties":{"sig":{"type":"string"}},"required":["sig"],"additionalProperties":false}""";
    private const string Address = """{"type":"object","properties":{"addr":{"type":"string"},"b":{"type":"string"}},"required":["addr","b"],"additionalProperties":false}""";
    private const string Page = """{"type":"object","properties":{"type":{"type":"string"},"route":{"type":"string"}},"required":["type","route"],"additionalProperties":false}""";
    private const string Value = """{"type":"object","properties":{"v":{"type":"integer"}},"required":["v"],"additionalProperties":false}""";
    private const string Ticket = """{"type":"object","properties":{"title":{"type":"string"},"hours":{"type":"integer"}},"required":["title","hours"],"additionalProperties":false}""";
    private const string Tickets = """{"type":"array","items":{"type":"object","properties":{"title":{"type":"string"},"hours":{"type":"integer"}},"required":["title","hours"],"additionalProperties":false}}""";

    [Theory]
    [InlineData(Label, """{"label": "not-spam"}""")]
    [InlineData(Label, """{"label": "non-spam"}""")]
    [InlineData(Label, """{"label": "anything but spam"}""")]
    [InlineData(Label, """{"label": "unable to classify as spam"}""")]
    [InlineData(Label, """{"label": "unknown (could be spam)"}""")]
    [InlineData(Label, """{"label": "rather than spam I would say legit"}""")]
    [InlineData(Label, """{"label": "kein spam"}""")]
    [InlineData(Label, """{"label": "pas de spam"}""")]
    [InlineData(Label, """{"label": "spam?"}""")]
    [InlineData(Severity, """{"sev": "less than critical"}""")]
    [InlineData(Severity, """{"sev": "critical? no, trivial"}""")]
    [InlineData(Label, "Unable to classify as spam because the message is empty.")]
    [InlineData(Ok, "It is true that I cannot decide.")]
    [InlineData(Ok, """{"ok": "hardly true"}""")]
    [InlineData(Ok, """{"ok": "true only in part"}""")]
    [InlineData(Letters, """["x", "B", "y"]""")]
    [InlineData(Greek, """{"t":["alpha","beta"]}""")]
    [InlineData(Texts, "I am sorry, I cannot help with that.")]
    [InlineData(Number, "Old: {\"n\": 5}\nNew: {\"n\": \"6\"}")]
    public void ContentThatWouldBeLostMakesAReplyInvalid(string schema, string reply)
    {
        var reading = Read(schema, reply);

        Assert.False(reading.IsValid, $"{reading.Value} [{Names(reading)}]");
        Assert.NotEmpty(reading.Findings);
    }

    [Theory]
    [InlineData(Label, """{"label": "The answer is spam."}""", """{"label":"spam"}""")]
    [InlineData(Label, """{"label": "**Spam**"}""", """{"label":"spam"}""")]
    [InlineData(Ok, "The answer is true.", """{"ok":true}""")]
    [InlineData(Texts, "[1, 2, 3]", """["1","2","3"]""")]
    [InlineData(Texts, "```json\n[1, 2, 3]\n```", """["1","2","3"]""")]
    [InlineData(Texts, """{"output": ["a", "b"]}""", """["a","b"]""")]
    [InlineData(Texts, "- apples\n- pears\n- plums", """["apples","pears","plums"]""")]
    [InlineData(Texts, "1. apples\n2. pears", """["apples","pears"]""")]
    [InlineData(Texts, "Here are the fruits:\n\n* apples\n* pears", """["apples","pears"]""")]
    [InlineData(Pages, "[\n {\n type: page,\n route: /post/[id]\n },\n {\n type: page,\n route: /new\n }\n]", """[{"type":"page","route":"/post/[id]"},{"type":"page","route":"/new"}]""")]
    [InlineData(Formula, """{"f": "\underbrace{x}", "n": 1}""", """{"f":"\\underbrace{x}","n":1}""")]
    public void ContentIsKept(string schema, string reply, string expected) => AssertReads(schema, reply, expected);

    [Fact]
    public void TwoListsInProseAreAmbiguous() => Assert.Equal(ReplyStatus.Ambiguous, Read(Numbers, "First draft:\n[]\n\nCorrected:\n[42]").Status);

    [Theory]
    [InlineData("""{a": 1, "b": 2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a": "x", b": "y"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a": "x", "b: "y"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a": "x", "b" "y"}""", """{"a":"x","b":"y"}""")]
    [InlineData("""{"a": "x", "b" 2}""", """{"a":"x","b":2}""")]
    [InlineData("""{"a": "x", "b" [1]}""", """{"a":"x","b":[1]}""")]
    [InlineData("""{"a": 1, "b" "y"}""", """{"a":1,"b":"y"}""")]
    [InlineData("""{"a":null"b":2}""", """{"a":null,"b":2}""")]
    [InlineData("""{"a":1"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":true"b":2}""", """{"a":true,"b":2}""")]
    [InlineData("""["a" null "b"]""", """["a",null,"b"]""")]
    [InlineData("""["a""b"]""", """["a","b"]""")]
    [InlineData("""["a" "b"]""", """["a","b"]""")]
    [InlineData("""{\"t\": [\"a\", \"b\"]}""", """{"t":["a","b"]}""")]
    [InlineData("""[\"a\",\"b\"]""", """["a","b"]""")]
    [InlineData("{\"a\": [\"x\",\n null\n ], \"b\": 1,}", """{"a":["x",null],"b":1}""")]
    [InlineData("{\"a\": [\"x\",\n 7\n ], \"b\": 1,}", """{"a":["x",7],"b":1}""")]
    [InlineData("{\"a\": [\"x\",\n null], \"b\": 1,}", """{"a":["x",null],"b":1}""")]
    [InlineData("""["a", b", "c"]""", """["a","b","c"]""")]
    [InlineData("""["a", "b, "c"]""", """["a","b","c"]""")]
    [InlineData("""{-1: "b", +1: "e"}""", """{"-1":"b","+1":"e"}""")]
    [InlineData("{a: \"x\"\n1.5: \"y\"}", """{"a":"x","1.5":"y"}""")]
    [InlineData("[\n “50%”,\n null\n]", """["50%",null]""")]
    [InlineData("(1, 2)", "[1,2]")]
    [InlineData("""("a", "b")""", """["a","b"]""")]
    [InlineData("""{"a": 1,\n "b": 2}""", """{"a":1,"b":2}""")]
    public void AStringEndsWhereTheNextValueBegins(string reply, string expected) => AssertReads(null, reply, expected);

    [Theory]
    [InlineData(Quote, """{"q": "He said: "stop", then: "go"."}""", """{"q":"He said: \"stop\", then: \"go\"."}""")]
    [InlineData(Quotes, """{"q": ["see "A", "B" and "C"."]}""", """{"q":["see \"A\", \"B\" and \"C\"."]}""")]
    [InlineData(Signature, "{ sig: f(page: number, sort: string): P<A> }", """{"sig":"f(page: number, sort: string): P<A>"}""")]
    [InlineData(Address, "{\n addr: 12 Main St, Springfield: Unit 4,\n b: x\n}", """{"addr":"12 Main St, Springfield: Unit 4","b":"x"}""")]
    [InlineData(Page, "{\n type: page,\n route: f(): P<Post[]>\n}", """{"type":"page","route":"f(): P<Post[]>"}""")]
    public void TheKeysOfTheSchemaDecideWhereATextEnds(string schema, string reply, string expected) => AssertReads(schema, reply, expected);

    [Theory]
    [InlineData(Value, "<mm:think>maybe {\"v\": 3}</mm:think>{\"v\": 4}", """{"v":4}""")]
    [InlineData(Value, "<|channel|>commentary to=functions.answer <|constrain|>json<|message|>{\"v\": 4}<|call|>", """{"v":4}""")]
    [InlineData(Value, "<|channel|>analysis<|message|>It may be {\"v\": 3}.<|end|><|start|>assistant<|channel|>final<|message|>{\"v\": 4}", """{"v":4}""")]
    [InlineData(Value, "{\"name\": \"answer\", \"arguments\": {\"v\": 4}}", """{"v":4}""")]
    [InlineData(Value, "{\"name\": \"answer\", \"arguments\": \"{\\\"v\\\": 4}\"}", """{"v":4}""")]
    [InlineData(Value, "<tool_call>\n{\"name\": \"answer\", \"arguments\": {\"v\": 4}}\n</tool_call>", """{"v":4}""")]
    [InlineData(Value, "<function=answer>{\"v\": 4}</function>", """{"v":4}""")]
    [InlineData(Value, "<invoke name=\"answer\"><parameter name=\"v\">4</parameter></invoke>", """{"v":4}""")]
    [InlineData(Value, "<answer><v>4</v></answer>", """{"v":4}""")]
    [InlineData(Value, "<answer><![CDATA[{\"v\": 4}]]></answer>", """{"v":4}""")]
    [InlineData(Value, "{&quot;v&quot;: 4}", """{"v":4}""")]
    [InlineData(Value, "{\"v\":4}<|im_end|>\n<|im_start|>user\n{\"v\":5}", """{"v":4}""")]
    [InlineData(Value, "｛“v”：4｝", """{"v":4}""")]
    [InlineData(Value, "{「v」: 4}", """{"v":4}""")]
    [InlineData(Value, "Answer(v=4)", """{"v":4}""")]
    [InlineData(Ticket, "**Title:** A leak\n**Hours:** 3", """{"title":"A leak","hours":3}""")]
    [InlineData(Ticket, "- **Title**: A leak\n- **Hours**: 3", """{"title":"A leak","hours":3}""")]
    [InlineData(Ticket, "| Field | Value |\n|---|---|\n| Title | A leak |\n| Hours | 3 |", """{"title":"A leak","hours":3}""")]
    [InlineData(Tickets, "| Title | Hours |\n|---|---:|\n| A leak | 3 |\n| A crack | 5 |", """[{"title":"A leak","hours":3},{"title":"A crack","hours":5}]""")]
    [InlineData(Tickets, "title,hours\n\"A leak, small\",3\nA crack,5", """[{"title":"A leak, small","hours":3},{"title":"A crack","hours":5}]""")]
    [InlineData(Tickets, "<tickets><ticket><title>A leak</title><hours>3</hours></ticket></tickets>", """[{"title":"A leak","hours":3}]""")]
    [InlineData(Ticket, "{\"type\": \"object\", \"properties\": {\"title\": \"A leak\", \"hours\": 3}}", """{"title":"A leak","hours":3}""")]
    [InlineData(Value, "{«v»: 4}", """{"v":4}""")]
    [InlineData(Value, "{『v』： 4}", """{"v":4}""")]
    [InlineData(Ticket, "```yaml\ntitle:\tA leak\nhours:\t3\n```", """{"title":"A leak","hours":3}""")]
    [InlineData(Tickets, "```yaml\n-\ttitle: A leak\n\thours: 3\n```", """[{"title":"A leak","hours":3}]""")]
    [InlineData(Ticket, "Ticket(title='A leak', hours=3)", """{"title":"A leak","hours":3}""")]
    [InlineData(Ticket, "Reply(ticket=Ticket(title=\"A leak\", hours=3))", """{"title":"A leak","hours":3}""")]
    [InlineData(Ticket, "print(make_ticket(title='A leak', hours=3))", """{"title":"A leak","hours":3}""")]
    [InlineData(Tickets, "- title:\tA leak\n\thours: 3", """[{"title":"A leak","hours":3}]""")]
    [InlineData(Ticket, "{'title': 'A leak', 'hours': 3}", """{"title":"A leak","hours":3}""")]
    [InlineData(Ticket, "{\"title\": \"A leak\",\\n\"hours\": 3}", """{"title":"A leak","hours":3}""")]
    [InlineData(Value, "{\"v\": 4}<|end|>", """{"v":4}""")]
    public void OtherNotationsAreRead(string schema, string reply, string expected) => AssertReads(schema, reply, expected);

    [Theory]
    [InlineData("I think it is {\"v\": 3}.</think>{\"v\": 4}")]
    [InlineData("<thought>Maybe {\"v\": 3}.</thought>{\"v\": 4}")]
    [InlineData("<unused94>thought\nMaybe {\"v\": 3}.<unused95>{\"v\": 4}")]
    [InlineData("◁think▷Maybe {\"v\": 3}.◁/think▷{\"v\": 4}")]
    [InlineData("<|START_THINKING|>Maybe {\"v\": 3}.<|END_THINKING|>{\"v\": 4}")]
    [InlineData("analysisThe user wants v. Maybe {\"v\": 3}.assistantfinal{\"v\": 4}")]
    [InlineData("analysis\nMaybe {\"v\": 3}.\nassistantfinal\n```json\n{\"v\": 4}\n```")]
    [InlineData("analysisMaybe {\"v\": 3}.assistantcommentary to=functions.answer json{\"v\": 4}")]
    [InlineData("commentaryMaybe {\"v\": 3}.assistantanalysisNo.assistantfinal{\"v\": 4}")]
    [InlineData("assistantfinal{\"v\": 4}")]
    [InlineData("final{\"v\": 4}")]
    [InlineData("Here is my thought process: maybe {\"v\": 3}. Here is my response: {\"v\": 4}")]
    public void ThoughtsAreNoAnswer(string reply) => AssertReads(Value, reply, """{"v":4}""");

    [Theory]
    [InlineData("<|tool_call|>[{\"name\": \"answer\", \"arguments\": {\"v\": 4}}]")]
    [InlineData("[TOOL_CALLS][{\"name\": \"answer\", \"arguments\": {\"v\": 4}}]")]
    [InlineData("[TOOL_CALLS]answer[ARGS]{\"v\": 4}")]
    [InlineData("<|python_tag|>{\"name\": \"answer\", \"parameters\": {\"v\": 4}}")]
    [InlineData("<|tool_calls_section_begin|><|tool_call_begin|>functions.answer:0<|tool_call_argument_begin|>{\"v\": 4}<|tool_call_end|><|tool_calls_section_end|>")]
    [InlineData("<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>answer\n```json\n{\"v\": 4}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>")]
    [InlineData("{\"function\": {\"name\": \"answer\", \"arguments\": \"{\\\"v\\\": 4}\"}}")]
    [InlineData("{\"tool_calls\": [{\"id\": \"1\", \"type\": \"function\", \"function\": {\"name\": \"answer\", \"arguments\": \"{\\\"v\\\": 4}\"}}]}")]
    [InlineData("{\"type\": \"tool_use\", \"id\": \"1\", \"name\": \"answer\", \"input\": {\"v\": 4}}")]
    [InlineData("<function_calls><invoke name=\"answer\"><parameter name=\"v\">4</parameter></invoke></function_calls>")]
    [InlineData("<tool_call><function=answer><parameter=v>4</parameter></function></tool_call>")]
    [InlineData("<tool_call>answer\n<arg_key>v</arg_key>\n<arg_value>4</arg_value>\n</tool_call>")]
    [InlineData("```tool_code\nanswer(v=4)\n```")]
    [InlineData("[answer(v=4)]")]
    public void CallsOfAToolAreUnwrapped(string reply) => AssertReads(Value, reply, """{"v":4}""");

    [Theory]
    [InlineData(Ticket, "```json\n{\"title\": \"A leak\",\n```\nContinued:\n```json\n\"hours\": 3}\n```")]
    [InlineData(Ticket, "```json\n{\"title\": \"A le\n```\n```\nak\", \"hours\": 3}\n```")]
    [InlineData(Ticket, "First half:\n```json\n{\"title\": \"A leak\"}\n```\nSecond half:\n```json\n{\"hours\": 3}\n```")]
    [InlineData(Ticket, "{\"title\": \"A leak\"} and {\"hours\": 3}")]
    [InlineData(Ticket, "```json\n{\"title\": \"A leak\", \"hours\": 3\n```\nand the rest\n```\n}\n```")]
    public void AnAnswerInTwoHalvesIsJoined(string schema, string reply) => AssertReads(schema, reply, """{"title":"A leak","hours":3}""");

    [Theory]
    [InlineData(Numbers, "```json\n[1, 2\n```\nand then\n```json\n, 3]\n```", "[1,2,3]")]
    public void AListInTwoHalvesIsWhole(string schema, string reply, string expected) => AssertReads(schema, reply, expected);

    [Fact]
    public void TwoDifferentAnswersAreNotJoined() =>
        Assert.False(Read(Ticket, "{\"title\": \"A leak\", \"hours\": 3} or {\"title\": \"A crack\", \"hours\": 3}").IsValid);

    [Theory]
    [InlineData("Café", "cafe")]
    [InlineData("prénom", "PRENOM")]
    [InlineData("Straße", "strasse")]
    [InlineData("Ångström", "angstrom")]
    [InlineData("Łódź", "lodz")]
    [InlineData("ﬁne", "fine")]
    [InlineData("ＡＢＣ", "abc")]
    public void AccentsAreFoldedWithoutIcu(string declared, string written)
    {
        var schema = JsonSerializer.Serialize(new { @enum = new[] { declared, "other" } });

        AssertReads(schema, JsonSerializer.Serialize(written), JsonSerializer.Serialize(declared));
    }

    private static void AssertReads(string? schema, string reply, string expected)
    {
        var reading = Read(schema, reply);

        Assert.True(
            reading.IsValid && reading.Value is { } value && JsonElement.DeepEquals(JsonElement.Parse(expected), value),
            $"{reading.Status} {reading.Value} [{Names(reading)}] {string.Join(' ', reading.Findings.Select(static f => f.Message))}");
        Assert.NotEmpty(reading.Edits);
        Assert.DoesNotContain(reading.Edits, static e => e.Kind == EditKind.Lossy);
    }

    private static ReplyReading Read(string? schema, string reply) => ReplyReader.Read(reply, schema is null ? null : ReplySchema.Compile(JsonElement.Parse(schema)));

    private static string Names(ReplyReading reading) => string.Join(' ', reading.Edits.Select(static e => e.Name));
}
