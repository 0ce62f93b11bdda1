using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Dynamic;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Skills.Engine.Inputs;

namespace Skills.Engine.Tests.Inputs;

/// <summary>Inputs of a program without reflection, and the same inputs of a program with it.</summary>
public sealed partial class SkillInputsTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly InputReader _plain = new(maxBytes: 10_000, maxDepth: 16, hasReflection: false);
    private readonly InputReader _reflecting = new(maxBytes: 10_000, maxDepth: 16, hasReflection: true);

    public static TheoryData<string, object?> Values => new()
    {
        { "text", "a \"b\" \u00fc \ud83d\ude00 </script>" },
        { "char", 'x' },
        { "true", true },
        { "sbyte", (sbyte)-5 },
        { "byte", (byte)5 },
        { "short", (short)-5 },
        { "ushort", (ushort)5 },
        { "int", int.MinValue },
        { "uint", uint.MaxValue },
        { "long", long.MinValue },
        { "ulong", ulong.MaxValue },
        { "Int128", Int128.MinValue },
        { "UInt128", UInt128.MaxValue },
        { "Half", (Half)0.5 },
        { "float", 0.1f },
        { "double", 1e300 },
        { "decimal", 1.10m },
        { "DateOnly", new DateOnly(2026, 2, 28) },
        { "TimeOnly", new TimeOnly(12, 30, 15) },
        { "DateTime", new DateTime(2026, 2, 28, 1, 2, 3, DateTimeKind.Utc) },
        { "DateTimeOffset", new DateTimeOffset(2026, 2, 28, 1, 2, 3, TimeSpan.FromHours(2)) },
        { "TimeSpan", TimeSpan.FromMinutes(90) },
        { "Guid", Guid.Parse("a3b8c1d4-0000-4000-8000-000000000001") },
        { "Uri", new Uri("https://example.com/a b?c=d") },
        { "Version", new Version(1, 2, 3) },
        { "byte[]", new byte[] { 1, 2, 3 } },
        { "Memory<byte>", new Memory<byte>([1, 2, 3]) },
        { "ReadOnlyMemory<byte>", new ReadOnlyMemory<byte>([1, 2, 3]) },
        { "enum", State.InProgress },
        { "enum without a name", (State)17 },
        { "enum below zero", (State)(-1) },
        { "flags", Days.Saturday | Days.Sunday },
        { "no flags", default(Days) },
        { "JsonElement", JsonElement.Parse("""{ "a": [1, null] }""") },
        { "JsonDocument", JsonDocument.Parse("[1]") },
        { "JsonObject", JsonNode.Parse("""{ "a": { "b": 1 } }""") },
        { "JsonValue", JsonValue.Create(5) },
        { "media", new ModelMedia("https://example.com/a.png", "image/png") { Name = "a.png" } },
        { "array", new[] { 1, 2 } },
        { "empty array", Array.Empty<string>() },
        { "list of nullables", new List<int?> { 1, null } },
        { "list of bytes", new List<byte> { 1, 2 } },
        { "list of enums", new List<State> { State.Done, State.InProgress } },
        { "list of lists", new List<List<string?>> { new() { "a", null }, new() } },
        { "set", new HashSet<Guid> { Guid.Empty } },
        { "sequence", Enumerable.Range(1, 3).Select(static n => n * 2) },
        { "immutable array", ImmutableArray.Create(1, 2) },
        { "queue", new Queue<string>(["a", "b"]) },
        { "media list", new[] { new ModelMedia("data:image/png;base64,AAAA", "image/png") } },
        { "mixed list", new List<object> { "a", 1, true, State.Done } },
        { "dictionary", new Dictionary<string, object?> { ["FirstName"] = "a", ["day"] = new DateOnly(2026, 1, 1), ["none"] = null, ["state"] = State.Done } },
        { "dictionary of texts", new Dictionary<string, string> { ["a_b"] = "c" } },
        { "dictionary of lists", new Dictionary<string, List<State>> { ["a"] = [State.Done] } },
        { "sorted dictionary", new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 } },
        { "concurrent dictionary", new ConcurrentDictionary<string, int>([new("a", 1)]) },
        { "frozen dictionary", new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary() },
        { "immutable dictionary", ImmutableDictionary<string, object?>.Empty.Add("a", 1) },
        { "expando", Expando() },
        { "null", null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void WithoutReflectionEveryValueIsWrittenAsWithIt(string name, object? value)
    {
        var expected = _reflecting.Read(new { before = 1, value, after = 2 });

        Same(expected, _plain.Read(SkillInputs.From(new { before = 1, value, after = 2 })), name);
        Same(expected, _plain.Read(new Dictionary<string, object?> { ["before"] = 1, ["value"] = value, ["after"] = 2 }), name);
        Same(expected, _reflecting.Read(SkillInputs.From(new { before = 1, value, after = 2 })), name);
    }

    [Fact]
    public void PropertiesAreReadByTheirDeclaredTypes()
    {
        int? some = 5;
        int? none = null;
        IReadOnlyList<string> list = ["a"];
        IReadOnlyDictionary<string, int> map = new Dictionary<string, int> { ["a"] = 1 };
        IEnumerable<State> states = [State.Done];
        var expected = _reflecting.Read(new { some, none, list, map, states, State.InProgress, text = (string?)null });

        Same(expected, _plain.Read(SkillInputs.From(new { some, none, list, map, states, State.InProgress, text = (string?)null })), "declared");
        Assert.Equal("""{"some":5,"none":null,"list":["a"],"map":{"a":1},"states":["Done"],"InProgress":"InProgress","text":null}""", expected.Value.GetRawText());
    }

    [Fact]
    public void InputsAreNestedInEachOtherAndInCollections()
    {
        var nested = SkillInputs.From(new
        {
            customer = SkillInputs.From(new { name = "Ada", state = State.Done }),
            lines = new[] { SkillInputs.From(new { quantity = 1 }), SkillInputs.From(new { quantity = 2 }) },
            more = new Dictionary<string, object?> { ["a"] = SkillInputs.From(new { b = 1 }) },
            order = SkillInputs.From(new Order(7, "tea"), TestJson.Default.Order),
        });
        var expected = _reflecting.Read(new
        {
            customer = new { name = "Ada", state = State.Done },
            lines = new[] { new { quantity = 1 }, new { quantity = 2 } },
            more = new { a = new { b = 1 } },
            order = new { number = 7, product = "tea" },
        });

        Same(expected, _plain.Read(nested), "without reflection");
        Same(expected, _reflecting.Read(nested), "with reflection");
    }

    [Fact]
    public void NestedInATypedInputTheNamingOfTheTypeApplies() =>
        Assert.Equal(
            """{"number":5,"extra":{"first_name":"Ada","last_name":"Lovelace"}}""",
            JsonSerializer.Serialize(new Wrapping(5, SkillInputs.From(new { FirstName = "Ada", lastName = "Lovelace" })), SnakeCase));

    [Fact]
    public void UnknownTypesAreRefusedWithTheirPath()
    {
        Assert.Equal(
            "This program was published without reflection, so the input '/a~1b/1' of the type Order cannot be read. Pass SkillInputs.From(value, MyJsonContext.Default.Order), a dictionary or a JsonElement.",
            _plain.Read(new Dictionary<string, object?> { ["a/b"] = new object[] { 1, new Order(1, "canary") } }).Problem);
        Assert.Equal(
            "This program was published without reflection, so the input '/outer/inner' of an anonymous type cannot be read. Write SkillInputs.From(new { … }), or use a dictionary.",
            _plain.Read(SkillInputs.From(new { outer = SkillInputs.From(new { inner = new { canary = 1 } }) })).Problem);
        Assert.Contains("so the inputs of an anonymous type cannot be read", _plain.Read(new { text = "canary" }).Problem, StringComparison.Ordinal);
        Assert.Contains("so the inputs of the type Order cannot be read", _plain.Read(new Order(1, "canary")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TypesThatWouldBeWrittenOtherwiseByReflectionAreRefused()
    {
        Assert.Contains("'/value' of the type Renamed ", _plain.Read(SkillInputs.From(new { value = Renamed.First })).Problem, StringComparison.Ordinal);
        Assert.Contains("'/value' of the type Converted ", _plain.Read(SkillInputs.From(new { value = new Converted() })).Problem, StringComparison.Ordinal);
        Assert.Contains("'/value' of the type Dictionary`2 ", _plain.Read(SkillInputs.From(new { value = new Dictionary<int, string> { [1] = "a" } })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyAnonymousObjectsNeedNoMetadata()
    {
        object boxed = new { text = "a" };

        Assert.Contains("Order is not an anonymous type", Assert.Throws<ArgumentException>(() => SkillInputs.From(new Order(1, "a"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SkillInputs.From(boxed));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<SkillInputs>("{}"));
    }

    [Fact]
    public void LimitsHoldWithoutReflection()
    {
        var cycle = new Dictionary<string, object?>();
        cycle["self"] = new object[] { cycle };

        Assert.Contains("at most 16 levels", _plain.Read(cycle).Problem, StringComparison.Ordinal);
        Assert.Contains("MaxInputBytes", _plain.Read(SkillInputs.From(new { numbers = Endless() })).Problem, StringComparison.Ordinal);
        Assert.Contains("NaN", _plain.Read(SkillInputs.From(new { value = double.NaN })).Problem, StringComparison.Ordinal);
        Assert.Contains("are an array", _plain.Read(new[] { 1 }).Problem, StringComparison.Ordinal);
        Assert.Equal("""{"a":1}""", _plain.Read(SkillInputs.From(new { a = 1 })).Value.GetRawText());
    }

    private static void Same((JsonElement Value, string? Problem) expected, (JsonElement Value, string? Problem) actual, string name)
    {
        Assert.Null(expected.Problem);
        Assert.Null(actual.Problem);
        Assert.True(JsonElement.DeepEquals(expected.Value, actual.Value), name + ": " + actual.Value.GetRawText());
        Assert.Equal(expected.Value.GetRawText(), actual.Value.GetRawText());
    }

    private static ExpandoObject Expando()
    {
        IDictionary<string, object?> expando = new ExpandoObject();
        expando["a"] = 1;
        expando["b"] = State.Done;
        return (ExpandoObject)expando;
    }

    private static IEnumerable<int> Endless()
    {
        while (true)
        {
            yield return 1;
        }
    }

    private enum State
    {
        Open,
        InProgress,
        Done,
    }

    [Flags]
    private enum Days
    {
        Saturday = 1,
        Sunday = 2,
    }

    private enum Renamed
    {
        [JsonStringEnumMemberName("1st")]
        First,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<State>))]
    private sealed class Converted : List<int>;

    private sealed record Order(int Number, string Product);

    private sealed record Wrapping(int Number, SkillInputs Extra);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Order))]
    private sealed partial class TestJson : JsonSerializerContext;
}
