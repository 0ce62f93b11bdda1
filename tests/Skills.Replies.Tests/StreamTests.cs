using System.Text.Json;
using Skills.Replies.Damage;

namespace Skills.Replies;

/// <summary>What a stream shows while a reply arrives: it never shrinks and never contradicts the reading of the whole reply.</summary>
public class StreamTests(ITestOutputHelper output)
{
    private const int RepliesOfEachKind = 12;
    private const string Person = """{"type":"object","properties":{"first_name":{"type":"string"},"age":{"type":"integer"}},"required":["first_name"],"additionalProperties":false}""";
    private const string Open = """{"type":"object","properties":{"v":{}}}""";

    private static readonly int[] Chunks = [1, 3, 17];

    [Fact]
    public void NothingShownContradictsTheFinalReadingOfADamagedReply()
    {
        var schema = ReplySchema.Compile(JsonElement.Parse(DamageSample.Schema));
        var random = new Random(20261129);
        var problems = new List<string>();
        var replies = 0;
        foreach (var kind in DamageKinds.All)
        {
            for (var i = 0; i < RepliesOfEachKind; i++, replies++)
            {
                problems.AddRange(Problems(kind.Spoil(DamageSample.Next(random), random), schema, showsAll: true).Select(p => $"{kind.Name}: {p}"));
            }
        }

        for (var i = 0; i < RepliesOfEachKind; i++, replies++)
        {
            problems.AddRange(Problems(DamageSample.Next(random).Json, schema, showsAll: true).Select(static p => $"undamaged: {p}"));
        }

        output.WriteLine($"{replies} replies in chunks of {string.Join(", ", Chunks)}: {problems.Count(static p => p.Contains("contradicts", StringComparison.Ordinal))} contradictions, {problems.Count(static p => p.Contains("shrank", StringComparison.Ordinal))} shrinks, {problems.Count(static p => p.Contains("at its end", StringComparison.Ordinal))} endings that differ");
        Assert.True(replies >= 300);
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData(null, """{"a": [1, 2.5, true, null, "x"], "b": {"c": "\u00e9\n\\"}}""")]
    [InlineData(null, """[null, {"a": 1}]""")]
    [InlineData(null, """[true, false]""")]
    [InlineData(null, """{"a": "\s*path", "b": "\alpha \beta"}""")]
    [InlineData(null, "{\"a\": 1 // one\n, \"b\": 2}")]
    [InlineData(null, "{\"a\": \"x\", # why\n \"b\": 2}")]
    [InlineData(null, "{\"a\": 1, /* c, d */ \"b\": 2}")]
    [InlineData(null, "{\"a\": \"see \"A\", \"B\" and C\"}")]
    [InlineData(null, "{a: hello, world, b: 2}")]
    [InlineData(null, "{\"a\": \"x\" \"b\": \"y\"}")]
    [InlineData(null, "{\"a\": }")]
    [InlineData(null, "{\"a\": 1, \"a\": 2}")]
    [InlineData(null, "{\"a\": 1 \"b\": 2}")]
    [InlineData(null, "{\\\"a\\\": [\\\"x\\\"]}")]
    [InlineData(null, "Here:\n```json\n{\"a\": 1}\n```")]
    [InlineData(null, "<think>{\"a\": 0}</think>{\"a\": 1}")]
    [InlineData(null, "{\"a\": \"x\nb\": \"y\"}")]
    [InlineData(null, "{\"a\": (1, 2)}")]
    [InlineData(null, "[\"a\" null \"b\"]")]
    [InlineData(Person, """{"first name": "Ada", "AGE": 36}""")]
    [InlineData(Person, """{"FirstName": "Ada", "age": "36"}""")]
    [InlineData(Person, """{"result": {"first_name": "Ada", "age": 36}}""")]
    [InlineData(Person, """{"name": "answer", "arguments": {"first_name": "Ada"}}""")]
    [InlineData(Person, """[{"first_name": "Ada"}]""")]
    [InlineData(Person, "\"{\\\"first_name\\\": \\\"Ada \\\\\\\"L\\\\\\\"\\\"}\"")]
    [InlineData(Person, "{\\n  \\\"first_name\\\": \\\"Ada\\\"\\n}")]
    [InlineData(Person, """{{"first_name": "Ada"}}""")]
    [InlineData(Person, """{"first_name": 5, "age": 36}""")]
    [InlineData(Person, """{"first_name": "Ada", "age": 36.0}""")]
    [InlineData(Person, """{"first_name": "He said: "stop", then: "go"."}""")]
    [InlineData(Person, "first_name: Ada\nage: 36")]
    [InlineData(Person, "| first_name | age |\n|---|---|\n| Ada [x] | 36 |")]
    [InlineData(Person, "analysisMaybe {\"first_name\": \"Bob\"}.assistantfinal{\"first_name\": \"Ada\", \"age\": 36}")]
    [InlineData(Person, "analysis of it: {\"first_name\": \"Ada\"}")]
    [InlineData(Person, "Here is my thought process: {\"first_name\": \"Bob\"}. Here is my response: {\"first_name\": \"Ada\"}")]
    [InlineData(Person, "```json\n{\"first_name\": \"Ada\",\n```\n```json\n\"age\": 36}\n```")]
    [InlineData(Person, "{\"first_name\": \"Ada\"} and {\"age\": 36}")]
    [InlineData(Open, """{"v": {"w": [1]}, "x": 2}""")]
    [InlineData(Open, """{"V": 1, "v": 2}""")]
    [InlineData(Open, """{"result": {"v": 1}}""")]
    [InlineData("""{"type":"object","properties":{"p":{"type":"object","properties":{"v":{}}}}}""", """{"p": {"result": {"v": 1}}}""")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", """{"output": ["a", "b"]}""")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", """["a", 1, "b"]""")]
    [InlineData("""{"type":"array","items":{"enum":["alpha","beta"]}}""", """["alpha", "BETA", "alpha"]""")]
    [InlineData("""{"type":"object","properties":{"p":{"anyOf":[{"type":"null"},{"type":"object","properties":{"first_name":{"type":"string"}}}]}}}""", """{"p": {"firstName": "Ada"}}""")]
    public void NothingShownContradictsTheFinalReading(string? schema, string reply) =>
        Assert.Empty(Problems(reply, schema is null ? null : ReplySchema.Compile(JsonElement.Parse(schema))));

    [Theory]
    [InlineData(Person, """{"first name": "Ada""", """{"first_name":"Ada"}""")]
    [InlineData(Person, """{"result": {"first_name": "Ada", "age": 36,""", """{"first_name":"Ada","age":36}""")]
    [InlineData(Person, """{"name": "answer", "arguments": {"first_name": "Ada""", """{"first_name":"Ada"}""")]
    [InlineData(Person, "\"{\\\"first_name\\\": \\\"Ada", """{"first_name":"Ada"}""")]
    [InlineData(Person, "{\\\"first_name\\\": \\\"Ada", """{"first_name":"Ada"}""")]
    [InlineData(Person, "{\"age\": 36, // as of today\n\"first_name\": \"A", """{"age":36,"first_name":"A"}""")]
    [InlineData(Person, "analysisMaybe {\"first_name\": \"Bob\"}. assistantfinal{\"first_name\": \"Ada", """{"first_name":"Ada"}""")]
    [InlineData(Person, """{"other": 1,""", "{}")]
    [InlineData(null, """{"a": 1 "b": 2""", "{}")]
    [InlineData(null, """{"a": "^\s*path""", """{"a":"^\\s*path"}""")]
    [InlineData(null, """[null, {"a": 1,""", """[null,{"a":1}]""")]
    [InlineData(null, "{\"a\": 1 // one\n, \"b\": 2,", """{"a":1,"b":2}""")]
    public void ThisIsShown(string? schema, string beginning, string expected)
    {
        var stream = ReplyReader.Stream(schema is null ? null : ReplySchema.Compile(JsonElement.Parse(schema)));

        stream.Append(beginning);

        Assert.Equal(expected, stream.Current.Value is { } shown ? JsonSerializer.Serialize(shown) : null);
    }

    [Theory]
    [InlineData("""{"a": 1, "a": 2, "b": """)]
    [InlineData("""{"a": 1] , "b": 2""")]
    [InlineData("""{"a": 1,, "b": 2""")]
    [InlineData("""{"a": 1, "b" 2""")]
    [InlineData("""{"a": 1, b c": 2""")]
    [InlineData("""{"a": 1, "b": 2 apples,""")]
    [InlineData("""{"a": 1, "b": \u12""")]
    public void AfterADefectThatNeedsAGuessNothingMoreIsShown(string beginning)
    {
        var stream = ReplyReader.Stream();

        stream.Append(beginning);

        Assert.Equal("""{"a":1}""", stream.Current.Value?.GetRawText());
    }

    [Theory]
    [InlineData(OutputFormat.Yaml)]
    [InlineData(OutputFormat.Markdown)]
    [InlineData(OutputFormat.Text)]
    public void OtherFormatsThanJsonAreNotShown(OutputFormat format)
    {
        var stream = ReplyReader.Stream(null, new() { Format = format });

        Assert.False(stream.Append("tags: [a, b]\nowner: {\"a\": 1}"));
        Assert.Null(stream.Current.Value);
    }

    // Under a closed schema all of a reply without defects is shown at its end. Under an open one a member may be held back.
    private static IEnumerable<string> Problems(string reply, ReplySchema? schema, bool showsAll = false)
    {
        var final = ReplyReader.Read(reply, schema);
        foreach (var size in Chunks)
        {
            var stream = ReplyReader.Stream(schema);
            JsonElement? before = null;
            foreach (var piece in reply.Chunk(size))
            {
                stream.Append(piece);
                var shown = stream.Current.Value;
                if (before is { } earlier && (shown is not { } later || !Grows(earlier, later)))
                {
                    yield return $"chunks of {size}: {before} shrank to {shown} in {reply}";
                    break;
                }

                before = shown;
                if (final is { IsValid: true, Value: { } value } && shown is { } now && !Grows(now, value))
                {
                    yield return $"chunks of {size}: {now} contradicts {value} in {reply}";
                    break;
                }
            }

            if (showsAll && final is { IsValid: true, Edits.Count: 0, Value: { } whole } && !(stream.Current.Value is { } last && ReplyCorpus.Same(whole, last)))
            {
                yield return $"chunks of {size}: {before} at its end is not {whole} in {reply}";
            }
        }
    }

    private static bool Grows(JsonElement before, JsonElement after) => (before.ValueKind, after.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => before.EnumerateObject().All(m => after.TryGetProperty(m.Name, out var later) && Grows(m.Value, later)),
        (JsonValueKind.Array, JsonValueKind.Array) => before.GetArrayLength() <= after.GetArrayLength() && before.EnumerateArray().Zip(after.EnumerateArray()).All(static p => Grows(p.First, p.Second)),
        (JsonValueKind.String, JsonValueKind.String) => after.GetString()!.StartsWith(before.GetString()!, StringComparison.Ordinal),
        (JsonValueKind.Number, JsonValueKind.Number) => ReplyCorpus.Same(before, after),
        _ => JsonElement.DeepEquals(before, after),
    };
}
