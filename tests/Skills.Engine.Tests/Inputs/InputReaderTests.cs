using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Inputs;

namespace Skills.Engine.Tests.Inputs;

public sealed class InputReaderTests
{
    private readonly InputReader _reader = new(maxBytes: 10_000, maxDepth: 16);

    public static TheoryData<object?> Forms => new()
    {
        new { name = "Alice", age = 3 },
        new Dictionary<string, object?> { ["name"] = "Alice", ["age"] = 3 },
        JsonNode.Parse("""{ "name": "Alice", "age": 3 }"""),
        JsonElement.Parse("""{ "name": "Alice", "age": 3 }"""),
        new Person("Alice", 3),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFormOfInputBecomesTheSameObject(object? inputs)
    {
        var (value, problem) = _reader.Read(inputs);

        Assert.Null(problem);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{ "name": "Alice", "age": 3 }"""), value));
    }

    [Fact]
    public void NoInputsAreAnEmptyObject()
    {
        Assert.Equal("{}", _reader.Read(null).Value.GetRawText());
        Assert.Equal("{}", _reader.Read(default(JsonElement)).Value.GetRawText());
    }

    [Fact]
    public void TheValueOutlivesItsDocument()
    {
        JsonElement value;
        using (var document = JsonDocument.Parse("""{ "name": "Alice" }"""))
        {
            value = _reader.Read(document.RootElement).Value;
        }

        Assert.Equal("Alice", value.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("[1]", "an array")]
    [InlineData("\"x\"", "a string")]
    [InlineData("5", "a number")]
    [InlineData("true", "a boolean")]
    [InlineData("null", "null")]
    public void WhatIsNoObjectIsRefusedWithItsKind(string json, string kind) =>
        Assert.Contains($"are {kind};", _reader.Read(JsonElement.Parse(json)).Problem, StringComparison.Ordinal);

    [Fact]
    public void ADisposedDocumentIsRefused()
    {
        var document = JsonDocument.Parse("{}");
        var element = document.RootElement;
        document.Dispose();

        Assert.Contains("was disposed", _reader.Read(element).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ACycleIsRefused()
    {
        var self = new Dictionary<string, object?>();
        self["self"] = self;

        Assert.NotNull(_reader.Read(self).Problem);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ANumberThatJsonCannotHoldIsRefused(double number) => Assert.NotNull(_reader.Read(new { number }).Problem);

    [Fact]
    public void AnEndlessSequenceIsRefusedAtTheLimit() => Assert.Contains("MaxInputBytes", _reader.Read(new { numbers = Endless() }).Problem, StringComparison.Ordinal);

    [Fact]
    public void ATooLargeElementIsRefused() =>
        Assert.Contains("MaxInputBytes", _reader.Read(JsonElement.Parse($$"""{ "a": "{{new string('x', 10_001)}}" }""")).Problem, StringComparison.Ordinal);

    [Fact]
    public void ATooDeepElementIsRefused()
    {
        var deep = JsonElement.Parse($$"""{ "a": {{new string('[', 40)}}{{new string(']', 40)}} }""");

        Assert.Contains("at most 16 levels", _reader.Read(deep).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatALenientParserLetThroughIsWrittenAnew()
    {
        using var document = JsonDocument.Parse(
            """
            { "name": "a \u0041 ü", /* why */ "list": [1, 2,], // end
              "deep": { "x": null, }, }
            """,
            new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal("""{"name":"a A ü","list":[1,2],"deep":{"x":null}}""", _reader.Read(document.RootElement).Value.GetRawText());
    }

    [Theory]
    [InlineData("""{ "a": "}," }""", true)]
    [InlineData("""{ "a": [ ], "b": { } }""", true)]
    [InlineData("""{ "a": ",}" }""", false)]
    [InlineData("""{ "a": "https://example.com" }""", false)]
    [InlineData("""{ "a": [1,] }""", false)]
    [InlineData("{ \"a\": 1 ,\n }", false)]
    [InlineData("""{ "a": 1 /* x */ }""", false)]
    [InlineData("""{ "a": [[[[1]]]] }""", false)]
    public void TheFirstLookSaysYesOnlyWhereItIsSure(string json, bool sure) => Assert.Equal(sure, StrictText.IsSurely(System.Text.Encoding.UTF8.GetBytes(json), 4));

    [Fact]
    public void ADocumentWhoseMemoryWasWrittenOverIsRefused()
    {
        var memory = """{ "name": "Alice", "list": [1, 2] }"""u8.ToArray();
        using var document = JsonDocument.Parse(memory.AsMemory());
        memory.AsSpan(2).Fill((byte)'{');

        Assert.NotNull(_reader.Read(document.RootElement).Problem);
    }

    [Fact]
    public void AReaderUsedAgainHoldsNothingOfTheCallBefore()
    {
        Assert.NotNull(_reader.Read(new { first = "x", number = double.NaN }).Problem);
        Assert.NotNull(_reader.Read(new { numbers = Endless() }).Problem);

        Assert.Equal("""{"a":1}""", _reader.Read(new { a = 1 }).Value.GetRawText());
        Assert.Equal("""{"b":2}""", _reader.Read(new { b = 2 }).Value.GetRawText());
    }

    [Fact]
    public void NoProblemQuotesAnInput() => Assert.DoesNotContain("canary", _reader.Read(new { canary = double.NaN }).Problem, StringComparison.Ordinal);

    private static IEnumerable<int> Endless()
    {
        for (var i = 0; ; i++)
        {
            yield return i;
        }
    }

    private sealed record Person(string name, int age);
}
