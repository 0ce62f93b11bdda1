using System.Text.Json;

namespace Skills.Replies;

/// <summary>Other cases of the kinds in <see cref="FaultTableTests"/>. No lossy repair is permitted.</summary>
public class FaultKindTests
{
    private const string Label = """{"type":"object","properties":{"label":{"enum":["spam","ham"]}},"required":["label"],"additionalProperties":false}""";
    private const string Ages = """{"enum":["<18","18-65",">65","?"]}""";
    private const string Ok = """{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}""";
    private const string Texts = """{"type":"array","items":{"type":"string"}}""";
    private const string Numbers = """{"type":"array","items":{"type":"integer"}}""";
    private const string Value = """{"type":"object","properties":{"v":{"type":"string"}},"required":["v"],"additionalProperties":false}""";
    private const string Ticket = """{"type":"object","properties":{"title":{"type":"string"},"hours":{"type":"integer"}},"required":["title","hours"],"additionalProperties":false}""";

    [Theory]
    [InlineData("!spam")]
    [InlineData("¬spam")]
    [InlineData("~spam")]
    [InlineData("-spam")]
    [InlineData("≠ spam")]
    [InlineData("≈ spam")]
    [InlineData("> spam")]
    [InlineData("~~spam~~")]
    [InlineData("❌ spam")]
    [InlineData("spam 👎")]
    [InlineData("🚫 spam")]
    [InlineData("☐ spam")]
    [InlineData("[ ] spam")]
    [InlineData("spam-free")]
    [InlineData("hardly spam")]
    [InlineData("neither spam nor ham")]
    [InlineData("spam: no")]
    public void AChoiceThatIsNegatedOrDoubtedIsNotTaken(string text)
    {
        Assert.False(Read(Label, JsonSerializer.Serialize(new { label = text })).IsValid);
        Assert.False(Read(Label, text).IsValid);
    }

    [Theory]
    [InlineData("spam or ham", null)]
    [InlineData("spam, spam, ham and ham", null)]
    [InlineData("Not spam.", null)]
    [InlineData("This is never ham, it is not spam", null)]
    [InlineData("don't say spam", null)]
    [InlineData("I wouldn’t call it spam", null)]
    [InlineData("No sign of spam", null)]
    [InlineData("I do not think it is ham, but spam", "spam")]
    [InlineData("not ham but spam", "spam")]
    [InlineData("It is not ham. It is spam.", "spam")]
    [InlineData("spam rather than ham, so spam", "spam")]
    [InlineData("surely spam", "spam")]
    public void WhereAWordMayBePickedItIsTheOneThatIsNamedMost(string text, string? choice)
    {
        var reading = ReplyReader.Read(JsonSerializer.Serialize(new { label = text }), ReplySchema.Compile(JsonElement.Parse(Label)), new() { Allow = (LossyRepairs)~0 });

        Assert.Equal(choice, reading.IsValid ? reading.Value!.Value.GetProperty("label").GetString() : null);
        Assert.True(choice is null || reading.Edits.Any(static e => e.Kind == EditKind.Lossy));
    }

    [Theory]
    [InlineData("- spam")]
    [InlineData("SPAM!")]
    [InlineData("`spam`")]
    [InlineData("✅ spam")]
    [InlineData("label: spam")]
    public void AChoiceThatIsOnlyMarkedIsTaken(string text) => AssertReads(Label, JsonSerializer.Serialize(new { label = text }), """{"label":"spam"}""");

    [Theory]
    [InlineData("\"< 18\"", "\"<18\"")]
    [InlineData("\"> 65\"", "\">65\"")]
    public void SignsThatTheChoicesHaveThemselvesAreNoDoubt(string reply, string expected) => AssertReads(Ages, reply, expected);

    [Theory]
    [InlineData("""{"ok": "!true"}""")]
    [InlineData("""{"ok": "~true"}""")]
    [InlineData("""{"ok": "true 👎"}""")]
    [InlineData("""{"ok": "❌ true"}""")]
    [InlineData("It is not true.")]
    [InlineData("Yes? I cannot tell.")]
    public void ATruthThatIsNegatedOrDoubtedIsNotTaken(string reply) => Assert.False(Read(Ok, reply).IsValid);

    [Theory]
    [InlineData("""{"a": ["x"], "b": ["y"]}""")]
    [InlineData("""{"0": "a", "1": "b"}""")]
    [InlineData("""{"result": {"first": ["a"], "second": ["b"]}}""")]
    [InlineData("1. a\n   - a1\n2. b")]
    public void AStructureIsNotWrittenIntoOneItem(string reply) => Assert.False(Read(Texts, reply).IsValid);

    [Theory]
    [InlineData("- \"a\"\n- \"b\"", """["a","b"]""")]
    [InlineData("* \"a, b\",\n* \"c\"", """["a, b","c"]""")]
    [InlineData("1. \"a\"\n2. b", "[\"\\\"a\\\"\",\"b\"]")]
    [InlineData(" 9. a\n10. b", """["a","b"]""")]
    [InlineData("- a\n  more\n- b", """["a more","b"]""")]
    public void ItemsOfAListInTextAreWhatTheirLinesSay(string reply, string expected) => AssertReads(Texts, reply, expected);

    [Theory]
    [InlineData("[1] and [2]")]
    [InlineData("I considered [1], but the answer is [2].")]
    [InlineData("Draft: [1]\nFinal: [2]")]
    public void NumbersInBracketsThatDifferAreAmbiguous(string reply) => Assert.Equal(ReplyStatus.Ambiguous, Read(Numbers, reply).Status);

    [Theory]
    [InlineData("""["a"{"b":1}]""", """["a",{"b":1}]""")]
    [InlineData("""["a"["b"]]""", """["a",["b"]]""")]
    [InlineData("""[{"b":1}"a"]""", """[{"b":1},"a"]""")]
    [InlineData("""[["b"]"a"]""", """[["b"],"a"]""")]
    [InlineData("""[{"b":1}"a", "c"]""", """[{"b":1},"a","c"]""")]
    [InlineData("""[true"b"]""", """[true,"b"]""")]
    [InlineData("""[1"b"2]""", """[1,"b",2]""")]
    [InlineData("""["a"1"b"]""", """["a",1,"b"]""")]
    [InlineData("""[1{"b":1}]""", """[1,{"b":1}]""")]
    [InlineData("""[1[2]]""", """[1,[2]]""")]
    [InlineData("[null null]", "[null,null]")]
    [InlineData("""[true, false null "x"]""", """[true,false,null,"x"]""")]
    [InlineData("""["a", "b, "c, "d"]""", """["a","b","c","d"]""")]
    [InlineData("""{"a":[1]"b":{"c":2}"d":"x"}""", """{"a":[1],"b":{"c":2},"d":"x"}""")]
    [InlineData("""{\n  "a": 4\n}""", """{"a":4}""")]
    [InlineData("""{\n"a": true,\n"b": x\n}""", """{"a":true,"b":"x"}""")]
    public void ValuesWithoutACommaBetweenThemAreApart(string reply, string expected) => AssertReads(null, reply, expected);

    [Theory]
    [InlineData("""{"title": null hours: 2}""", """{"title":null,"hours":2}""")]
    [InlineData("""{"hours": 2 title: "x"}""", """{"hours":2,"title":"x"}""")]
    [InlineData("""{title: true story: yes, hours: 2}""", """{"title":"true story: yes","hours":2}""")]
    public void OnlyAKnownKeyEndsALiteral(string reply, string expected) =>
        AssertReads("""{"type":"object","properties":{"title":{"type":["string","null"]},"hours":{"type":"integer"}},"required":["title","hours"],"additionalProperties":false}""", reply, expected);

    [Theory]
    [InlineData("{\"v\": «a»}", "a")]
    [InlineData("{«v»: «a, b»}", "a, b")]
    [InlineData("{\"v\": 「a」}", "a")]
    [InlineData("{\"v\": ＂a＂}", "a")]
    [InlineData("{『v』: 《a: b》}", "a: b")]
    [InlineData("{\"v\"： \"a\"}", "a")]
    [InlineData("{\"v\"：“a”，}", "a")]
    [InlineData("{v: 「你好」他说}", "「你好」他说")]
    [InlineData("{v: 你好，世界}", "你好，世界")]
    public void MarksOfOtherScriptsAroundAValueAreNotPartOfIt(string reply, string expected) => AssertReads(Value, reply, JsonSerializer.Serialize(new { v = expected }));

    [Theory]
    [InlineData("{\"v\": \"«a»\"}", "«a»")]
    [InlineData("{\"v\": \"a， b： c\"}", "a， b： c")]
    public void MarksOfOtherScriptsWithinAStringStay(string reply, string expected) => Assert.Equal(expected, Read(Value, reply).Value!.Value.GetProperty("v").GetString());

    [Theory]
    [InlineData("{&#34;title&#34;: &#34;A &amp; B&#34;, &#34;hours&#34;: 3}")]
    [InlineData("{&#x22;title&#x22;: &#x22;A &amp; B&#x22;, &#x22;hours&#x22;: 3}")]
    [InlineData("{&amp;quot;title&amp;quot;: &amp;quot;A &amp;amp; B&amp;quot;, &amp;quot;hours&amp;quot;: 3}")]
    [InlineData("{&apos;title&apos;: &apos;A &amp; B&apos;, &apos;hours&apos;: 3}")]
    public void QuotesAsEntitiesAreQuotes(string reply) => AssertReads(Ticket, reply, """{"title":"A & B","hours":3}""");

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>\n<ticket><title>A leak</title><hours>3</hours></ticket>")]
    [InlineData("<title>A leak</title>\n<hours>3</hours>")]
    [InlineData("<ticket title=\"A leak\" hours=\"3\"/>")]
    [InlineData("Title | Hours\n--- | ---\nA leak | 3")]
    public void OneAnswerInAnotherNotationIsRead(string reply) => AssertReads(Ticket, reply, """{"title":"A leak","hours":3}""");

    [Theory]
    [InlineData("<ticket><title>A | B</title><hours>3</hours></ticket><ticket><title>C</title><hours>4</hours></ticket>")]
    [InlineData("<ticket title=\"A | B\" hours=\"3\"/><ticket title=\"C\" hours=\"4\"/>")]
    [InlineData("[Ticket(title=\"A | B\", hours=3), Ticket(title='C', hours=4)]")]
    [InlineData("| Title | Hours |\n|---|---|\n| A \\| B | 3 |\n| C | 4 |")]
    public void SeveralAnswersInAnotherNotationAreAList(string reply) =>
        AssertReads($$"""{"type":"array","items":{{Ticket}}}""", reply, """[{"title":"A | B","hours":3},{"title":"C","hours":4}]""");

    [Theory]
    [InlineData("<title>A leak</title> or <hours>3</hours>")]
    [InlineData("Use <title> and <hours>.")]
    [InlineData("a | b\nc | d")]
    public void ProseWithMarksOfANotationIsNoAnswer(string reply) => Assert.False(Read(Ticket, reply).IsValid);

    private static void AssertReads(string? schema, string reply, string expected)
    {
        var reading = Read(schema, reply);

        Assert.True(
            reading.IsValid && reading.Value is { } value && JsonElement.DeepEquals(JsonElement.Parse(expected), value),
            $"{reading.Status} {reading.Value} [{string.Join(' ', reading.Edits.Select(static e => e.Name))}]");
        Assert.NotEmpty(reading.Edits);
        Assert.DoesNotContain(reading.Edits, static e => e.Kind == EditKind.Lossy);
    }

    private static ReplyReading Read(string? schema, string reply) => ReplyReader.Read(reply, schema is null ? null : ReplySchema.Compile(JsonElement.Parse(schema)));
}
