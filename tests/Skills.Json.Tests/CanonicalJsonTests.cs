using System.Buffers;
using System.Text;
using System.Text.Json;
using Skills.Json.Canonical;

namespace Skills.Json.Tests;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{ "a" : [ 1 , { "z":null , "y":true } ] }""", """{"a":[1,{"y":true,"z":null}]}""")]
    [InlineData("""["\u0041\/\"\\\b\f\n\r\t\u000B\u001f\u007f"]""", "[\"A/\\\"\\\\\\b\\f\\n\\r\\t\\u000b\\u001f\u007f\"]")]
    [InlineData("""["\ud83d\ude00","\u00e9"]""", "[\"😀\",\"é\"]")]
    [InlineData("""["\ud800","\ude00x"]""", """["\ud800","\ude00x"]""")]
    [InlineData("""{"":1,"a":2,"aa":3}""", """{"":1,"a":2,"aa":3}""")]
    [InlineData("""{"\u0062":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]""", "[333333333.3333333,1e+30,4.5,0.002,1e-27]")]
    [InlineData("[-0, 0.0, -0.0e5, 1.0, 10e-1, 100, 1e2]", "[0,0,0,1,1,100,100]")]
    [InlineData("[9007199254740992, 9007199254740993, 1000000000000000000000, 100000000000000000000]", "[9007199254740992,9007199254740993,1e+21,100000000000000000000]")]
    [InlineData("[1e400, -1e400]", "[1e400,-1e400]")]
    public void EqualValuesHaveOneForm(string json, string canonical) =>
        Assert.Equal(canonical, CanonicalJson.GetString(JsonElement.Parse(json)));

    [Fact]
    public void MembersAreSortedByUtf16CodeUnits()
    {
        var json = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";

        var names = JsonElement.Parse(CanonicalJson.GetString(JsonElement.Parse(json))).EnumerateObject().Select(static p => p.Name);

        Assert.Equal(["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"], names);
    }

    [Fact]
    public void UnescapedMembersAreSortedByUtf16CodeUnitsToo() =>
        Assert.Equal("{\"😀\":1,\"\ufb33\":2}", CanonicalJson.GetString(JsonElement.Parse("{\"\ufb33\":2,\"😀\":1}")));

    [Fact]
    public void MembersOfTheSameNameKeepTheirOrder()
    {
        Assert.Equal("""{"a":1,"a":2,"b":0}""", CanonicalJson.GetString(JsonElement.Parse("""{"b":0,"a":1,"\u0061":2}""")));
        Assert.Equal("""{"a":2,"a":1}""", CanonicalJson.GetString(JsonElement.Parse("""{"a":2,"a":1}""")));
    }

    [Fact]
    public void HoweverAValueIsWrittenItHasOneForm()
    {
        var random = new Random(8785);
        for (var i = 0; i < 300; i++)
        {
            var value = Value(random, 0);
            var (one, other) = (JsonElement.Parse(Spelled(value, random)), JsonElement.Parse(Spelled(value, random)));

            var canonical = CanonicalJson.GetString(one);

            Assert.Equal(canonical, CanonicalJson.GetString(other));
            Assert.Equal(canonical, CanonicalJson.GetString(JsonElement.Parse(canonical)));
            Assert.True(JsonElement.DeepEquals(one, JsonElement.Parse(canonical)));
        }
    }

    [Fact]
    public void ManyMembersAreSortedAndThoseOfOneNameKeepTheirOrder()
    {
        var random = new Random(7);
        var names = Enumerable.Range(0, 5000).Select(i => (Name: "n" + random.Next(900), Value: i)).ToArray();
        var json = "{" + string.Join(',', names.Select(n => $"\"{(random.Next(50) == 0 ? "\\u006e" + n.Name[1..] : n.Name)}\":{n.Value}")) + "}";

        var sorted = names.OrderBy(static n => n.Name, StringComparer.Ordinal);

        Assert.Equal("{" + string.Join(',', sorted.Select(static n => $"\"{n.Name}\":{n.Value}")) + "}", CanonicalJson.GetString(JsonElement.Parse(json)));
    }

    [Fact]
    public void CommentsTrailingCommasAndSpaceAreNotPartOfTheValue()
    {
        using var document = JsonDocument.Parse(
            "{ /* { */ \"b\" : [ 1 , 2 , ] , // }\n \"a\" : \"//\" , }",
            new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal("""{"a":"//","b":[1,2]}""", CanonicalJson.GetString(document.RootElement));
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void NumbersArePrintedAsInEcmaScript(ulong bits, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        CanonicalNumber.WriteDouble(BitConverter.UInt64BitsToDouble(bits), output);

        Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public void EveryDoubleComesBackFromItsForm()
    {
        var random = new Random(8785);
        for (var i = 0; i < 20_000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(number))
            {
                var output = new ArrayBufferWriter<byte>();
                CanonicalNumber.WriteDouble(number, output);
                Assert.Equal(number, double.Parse(Encoding.ASCII.GetString(output.WrittenSpan), System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void AValueTooDeepForTheStackIsRefusedAndDoesNotEndTheProcess()
    {
        const int Depth = 20_000;
        using var document = JsonDocument.Parse(new string('[', Depth) + new string(']', Depth), new() { MaxDepth = Depth + 1 });

        Assert.Throws<InsufficientExecutionStackException>(() => CanonicalJson.GetBytes(document.RootElement));
    }

    [Theory]
    [InlineData("""{"a":[1,"//",true]}""", true)]
    [InlineData("""{"a":1,}""", false)]
    [InlineData("[1,2,]", false)]
    [InlineData("[1, // one\n2]", false)]
    [InlineData("/* x */ 1", false)]
    public void CommentsAndTrailingCommasAreNotStandard(string text, bool isStandard)
    {
        using var document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal(isStandard, CanonicalJson.IsStandard(Encoding.UTF8.GetBytes(text), maxDepth: 8));
    }

    [Fact]
    public void ATextDeeperThanTheLimitIsRefused()
    {
        Assert.True(CanonicalJson.IsStandard("[[1]]"u8, maxDepth: 2));
        Assert.Throws<JsonException>(() => CanonicalJson.IsStandard("[[1]]"u8, maxDepth: 1));
    }

    [Fact]
    public void ALongValueIsHashedTheSameInPiecesAndAtOnce()
    {
        var json = JsonElement.Parse($$"""{"text":"{{new string('x', 100_000)}}","list":[{{string.Join(',', Enumerable.Range(0, 10_000))}}]}""");
        var bytes = CanonicalJson.GetBytes(json);

        using var hasher = new ContentHasher();
        CanonicalJson.Write(json, hasher);

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), hasher.FinishHex());
    }

    [Fact]
    public void PartsNeverRunIntoEachOther()
    {
        Assert.NotEqual(Hash(static h => { h.Append("ab"); h.Append("c"); }), Hash(static h => { h.Append("a"); h.Append("bc"); }));
        Assert.NotEqual(Hash(static h => h.Append((string?)null)), Hash(static h => h.Append("")));
        Assert.NotEqual(Hash(static h => h.Append(1L)), Hash(static h => h.Append(1d)));
        Assert.NotEqual(Hash(static h => h.Append(JsonElement.Parse("null"))), Hash(static h => h.Append((JsonElement?)null)));
        Assert.NotEqual(Hash(static h => h.Append(["a", "b"])), Hash(static h => { h.Append(["a"]); h.Append("b"); }));
        Assert.Equal(Hash(static h => h.Append(0d)), Hash(static h => h.Append(-0d)));
    }

    // Objects are lists of pairs, so that they can be written in any order; numbers stand as the forms they may take.
    private static object Value(Random random, int depth) => random.Next(depth > 3 ? 3 : 6) switch
    {
        0 => Text(random),
        1 => random.Next(3) == 0 ? new[] { "1", "1.0", "1e0", "10E-1", "0.1e1" } : [random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture)],
        2 => random.Next(2) == 0,
        3 => Enumerable.Range(0, random.Next(6)).Select(_ => Value(random, depth + 1)).ToList(),
        _ => Enumerable.Range(0, random.Next(random.Next(40) + 1)).Select(_ => Text(random)).Distinct(StringComparer.Ordinal).Select(name => (name, Value(random, depth + 1))).ToList(),
    };

    private static string Text(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => new[] { "a", "b", "é", "\ufb33", "😀", "\"", "\\", "/", "\n", "\u0001", "ab" }[random.Next(11)]));

    private static string Spelled(object value, Random random) => value switch
    {
        string text => Quoted(text, random),
        string[] forms => forms[random.Next(forms.Length)],
        bool truth => truth ? "true" : "false",
        List<object> items => $"[{string.Join(random.Next(2) == 0 ? "," : " ,\n", items.Select(item => Spelled(item, random)))} ]",
        List<(string Name, object Value)> members =>
            $"{{ {string.Join(',', Shuffled(members, random).Select(m => $"{Quoted(m.Name, random)} :{Spelled(m.Value, random)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    private static (string Name, object Value)[] Shuffled(List<(string Name, object Value)> members, Random random)
    {
        var shuffled = members.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static string Quoted(string text, Random random)
    {
        var escapesPairs = random.Next(2) == 0;
        return "\"" + string.Concat(text.Select(c =>
            c is '"' or '\\' || c < ' ' || (char.IsSurrogate(c) ? escapesPairs : random.Next(4) == 0) ? $"\\u{(int)c:x4}"
            : c == '/' && random.Next(2) == 0 ? "\\/"
            : c.ToString())) + "\"";
    }

    private static string Hash(Action<ContentHasher> append)
    {
        using var hasher = new ContentHasher();
        append(hasher);
        return hasher.FinishHex();
    }
}
