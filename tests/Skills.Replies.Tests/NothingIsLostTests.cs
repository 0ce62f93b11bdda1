using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Replies.Parsing;
using Skills.Tests;

namespace Skills.Replies;

/// <summary>What a reply holds is in the output or under an edit, over the corpus, its beginnings and its garbled copies.</summary>
public partial class NothingIsLostTests
{
    private const LossyRepairs All = LossyRepairs.Drop | LossyRepairs.Round | LossyRepairs.Fill | LossyRepairs.Truncate | LossyRepairs.Pick;
    private const int LongestCut = 160;
    private const string Noise = "{}[]\",:'`\\ \n#/()";

    [Fact]
    public void EveryWordOfAReplyIsInTheOutputOrCoveredByAnEdit() => AssertNone(Cases().Select(c => Fault(c.Text, c.Schema, All)));

    [Fact]
    public void TheSameHoldsForEveryBeginningOfAReply() =>
        AssertNone(Cases().Where(static c => c.Text.Length <= LongestCut).SelectMany(static c => Enumerable.Range(1, c.Text.Length).Select(n => Fault(c.Text[..n], c.Schema, All))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TheSameHoldsForGarbledReplies(int seed)
    {
        var random = new Random(seed);
        AssertNone(Cases().Where(static c => c.Text.Length is > 0 and < 2000).SelectMany(c => Enumerable.Range(0, 4).Select(_ => Fault(Garble(c.Text, random), c.Schema, All))));
    }

    [Fact]
    public void WithoutPermissionNothingLossyPasses() => AssertNone(Cases().Select(c => Fault(c.Text, c.Schema, LossyRepairs.None)));

    [Fact]
    public void AnEditLeftOutWouldBeNoticed()
    {
        const string Reply = """Here: {"name": "Ada", /* hidden */ "age": 36} and more.""";
        var reading = Read(Reply, null, All);

        Assert.Null(FirstLost(Reply, reading));
        Assert.All(reading.Edits.Where(static e => e.Length > 0), e => Assert.NotNull(FirstLost(Reply, reading with { Edits = [.. reading.Edits.Where(other => !Overlap(e, other))] })));
    }

    [Theory]
    [InlineData("""{"a":"\x41"}""")]
    [InlineData("""{"a":"it\'s"}""")]
    [InlineData("{\"a\":1\u200b}")]
    [InlineData("{'a':u'x'}")]
    [InlineData("\"a\": 1, \"b\": 2")]
    [InlineData("<think>so</think> Plain words.")]
    public void WhatIsNoJsonIsNeverReadWithoutAnEdit(string reply)
    {
        var reading = Read(reply, null, All);

        Assert.NotNull(reading.Value);
        Assert.NotEmpty(reading.Edits);
        Assert.Null(Fault(reply, null, All));
    }

    [Theory]
    [InlineData("""{"id": "A-1", """)]
    [InlineData("{\"id\": \"A-1\", \"")]
    [InlineData("{\"id\": \"A-1\", \"lines\"")]
    [InlineData("""{"id": "A-1", "lines": [""")]
    [InlineData("""{"id": "A-1", "lines": [1, """)]
    [InlineData("""{"id": "A-1", "lines": [1, 2""")]
    [InlineData("""{"id": "A-1", "lines": ["a""")]
    [InlineData("""{"id": "A-1", "n": tr""")]
    public void AReplyThatBreaksOffVisiblyNeedsPermission(string reply)
    {
        var reading = Read(reply, null, LossyRepairs.None);

        Assert.Equal(ReplyStatus.Invalid, reading.Status);
        Assert.Equal("A-1", reading.Value!.Value.GetProperty("id").GetString());
        Assert.Equal(ReplyStatus.Valid, Read(reply, null, LossyRepairs.Truncate).Status);
    }

    [Theory]
    [InlineData("""{"n": "−5"}""", "-5")]
    [InlineData("""{"n": "1,234"}""", "1234")]
    public void ANumberInATextKeepsItsSign(string reply, string expected)
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""");

        Assert.Equal(expected, Read(reply, schema, LossyRepairs.None).Value!.Value.GetProperty("n").GetRawText());
    }

    [Theory]
    [InlineData("That is not true.", """{"type":"boolean"}""")]
    [InlineData("I do not approve.", """{"enum":["approve","reject"]}""")]
    public void ADenialIsNotTakenForWhatItDenies(string reply, string schema) => Assert.NotEqual(ReplyStatus.Valid, Read(reply, JsonElement.Parse(schema), All).Status);

    /// <summary>Both words are filler too, so the words around the choice do not tell that another one is named.</summary>
    [Fact]
    public void AChoiceNamedBesideAnotherOneNeedsPermissionAlsoWhenItIsNamedMoreOften()
    {
        const string Reply = "OK. The review is ok.";
        var schema = JsonElement.Parse("""{"enum":["ok","review"]}""");

        Assert.NotEqual(ReplyStatus.Valid, Read(Reply, schema, LossyRepairs.None).Status);
        Assert.Equal("ok", Read(Reply, schema, All).Value!.Value.GetString());
        Assert.Contains(Read(Reply, schema, All).Edits, static e => e is { Name: "enum_in_text", Kind: EditKind.Lossy });
    }

    [Theory]
    [InlineData("It is 36 or 37.", """{"type":"integer"}""")]
    [InlineData("Between 1.5 and 2.5", """{"type":"number"}""")]
    [InlineData("36, and again 36", """{"type":"integer"}""")]
    public void OfSeveralNumbersInASentenceNoneIsTaken(string reply, string schema) => Assert.NotEqual(ReplyStatus.Valid, Read(reply, JsonElement.Parse(schema), All).Status);

    [Fact]
    public void TheOneNumberOfASentenceIsTakenWithAMark()
    {
        var reading = Read("It is 36 today.", JsonElement.Parse("""{"type":"integer"}"""), All);

        Assert.Equal("36", reading.Value!.Value.GetRawText());
        Assert.Contains(reading.Edits, static e => e is { Name: "number_in_text", Kind: EditKind.Lossy });
    }

    [Fact]
    public void ADenialOfSomethingElseDoesNoHarm() =>
        Assert.False(Read("False. The sum of 2 and 2 is 4, not 5, and never was.", JsonElement.Parse("""{"type":"boolean"}"""), All).Value!.Value.GetBoolean());

    [Theory]
    [InlineData("""{"data": [{"name": "Ada"}]}""")]
    [InlineData(""" "{\"name\": \"Ada\"}" """)]
    [InlineData("\"name\": \"Ada\"")]
    [InlineData("Name: Ada")]
    [InlineData("{\"name\": \"Ada\"}\"")]
    public void AWrappedAnswerIsFound(string reply)
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}""");

        var reading = Read(reply, schema, LossyRepairs.None);

        Assert.Equal("Ada", reading.Value!.Value.GetProperty("name").GetString());
        Assert.Equal(ReplyStatus.Valid, reading.Status);
        Assert.NotEmpty(reading.Edits);
    }

    [Fact]
    public void HalfOfASurrogatePairIsReplacedAndNeedsPermission()
    {
        var reply = $$"""{"a":"x{{'\ud800'}}y"}""";

        Assert.Equal("x\ufffdy", Read(reply, null, All).Value!.Value.GetProperty("a").GetString());
        Assert.Equal("lone_surrogate", Assert.Single(Read(reply, null, All).Edits).Name);
        Assert.Equal(ReplyStatus.Invalid, Read(reply, null, LossyRepairs.None).Status);
    }

    private static IEnumerable<ReplyCase> Cases() =>
        ReplyCorpus.Load(Suites.PathOf("llm-replies/cases.jsonl")).Where(static c => c.Mode is "lenient" or "schema_align" or "schema_standard" or "schema_salvage");

    private static void AssertNone(IEnumerable<string?> faults)
    {
        var all = faults.OfType<string>().ToList();
        Assert.True(all.Count == 0, $"{all.Count} faults:\n{string.Join('\n', all.Take(30))}");
    }

    // What is wrong with the way a text is read; null when nothing is.
    private static string? Fault(string text, JsonElement? schema, LossyRepairs allow)
    {
        var reading = Read(text, schema, allow);
        if (reading.Value is not { } value)
        {
            return null;
        }

        var fault = FirstLost(text, reading) is { } word ? $"lost {word}"
            : reading is { Status: ReplyStatus.Valid, Edits.Count: 0 } && !IsAsItStands(text, value) ? "changed without an edit"
            : reading.Status == ReplyStatus.Valid && reading.Edits.FirstOrDefault(e => e.Kind == EditKind.Lossy && (allow & Repairs.LossOf(e.Name)) == 0) is { } edit ? $"not permitted: {edit.Name}"
            : reading.Edits.FirstOrDefault(e => e.Start + e.Length > text.Length || e.Length < 0) is { } outside ? $"outside the reply: {outside.Name}"
            : null;

        return fault is null ? null : $"{fault} in {JsonSerializer.Serialize(text)} gave {reading.Status} {value.GetRawText()} [{string.Join(' ', reading.Edits.Select(static e => e.Name))}]";
    }

    private static bool IsAsItStands(string text, JsonElement value) =>
        StrictJson.TryParse(text, 128, allowDuplicates: true) is { } strict
            ? JsonElement.DeepEquals(strict, value)
            : value.ValueKind == JsonValueKind.String && value.GetString() == text.Trim();

    private static ReplyReading Read(string text, JsonElement? schema, LossyRepairs allow) =>
        ReplyReader.Read(text, schema is { } wanted ? ReplySchema.Compile(wanted) : null, new() { Allow = allow });

    private static string Garble(string text, Random random)
    {
        var garbled = text;
        for (var change = random.Next(1, 4); change > 0 && garbled.Length > 0; change--)
        {
            var at = random.Next(garbled.Length);
            garbled = random.Next(3) switch
            {
                0 => garbled.Remove(at, 1),
                1 => garbled.Insert(at, Noise[random.Next(Noise.Length)].ToString()),
                _ => garbled[..at] + Noise[random.Next(Noise.Length)] + garbled[(at + 1)..],
            };
        }

        return garbled;
    }

    private static string? FirstLost(string raw, ReplyReading reading)
    {
        var flat = Flatten(reading.Value!.Value);
        foreach (Match word in Words().Matches(Unescape(raw)))
        {
            if (word.Value is not ("true" or "false" or "null")
                && !flat.Contains(word.Value, StringComparison.Ordinal)
                && !reading.Edits.Any(e => e.Start >= 0 && e.Start <= word.Index && word.Index + word.Length <= e.Start + e.Length))
            {
                return word.Value;
            }
        }

        return null;
    }

    private static bool Overlap(OutputEdit a, OutputEdit b) => b.Start < a.Start + a.Length && a.Start < b.Start + b.Length;

    // Escapes are notation: what they hold is left out of the comparison, place for place.
    private static string Unescape(string raw) => Escapes().Replace(raw, static m => new string(' ', m.Length));

    private static string Flatten(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join('\n', value.EnumerateObject().Select(static p => p.Name + "\n" + Flatten(p.Value))),
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Flatten)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\\+(u[0-9a-fA-F]{0,4}|x[0-9a-fA-F]{0,2}|.)?")]
    private static partial Regex Escapes();
}
