using System.Text.Json;

namespace Skills.Json.Tests;

public sealed class TypedReaderTests
{
    /// <summary>A type, the JSON a model wrote, and the value in the serializer's own words, so that every leaf is compared.</summary>
    public static TheoryData<Type, string, string> RoundTrips => new()
    {
        { typeof(One<int>), """{"value":5}""", """{"value":5}""" },
        { typeof(One<int>), """{"Value":5}""", """{"value":5}""" },
        { typeof(One<int>), """{"VALUE":5}""", """{"value":5}""" },
        { typeof(One<int>), """{"value":5.0}""", """{"value":5}""" },
        { typeof(One<int>), """{"value":5e2}""", """{"value":500}""" },
        { typeof(One<int>), """{"value":"5"}""", """{"value":5}""" },
        { typeof(One<long>), """{"value":9007199254740993}""", """{"value":9007199254740993}""" },
        { typeof(One<ulong>), """{"value":18446744073709551615}""", """{"value":18446744073709551615}""" },
        { typeof(One<byte>), """{"value":255}""", """{"value":255}""" },
        { typeof(One<int?>), """{"value":null}""", """{"value":null}""" },
        { typeof(One<int?>), """{"value":7}""", """{"value":7}""" },
        { typeof(One<double>), """{"value":0.1}""", """{"value":0.1}""" },
        { typeof(One<float>), """{"value":1.5}""", """{"value":1.5}""" },
        { typeof(One<decimal>), """{"value":19.90}""", """{"value":19.90}""" },
        { typeof(One<decimal>), """{"value":0.1234567890123456789012345678}""", """{"value":0.1234567890123456789012345678}""" },
        { typeof(One<bool>), """{"value":true}""", """{"value":true}""" },
        { typeof(One<char>), """{"value":"x"}""", """{"value":"x"}""" },
        { typeof(One<string>), """{"value":"in_progress"}""", """{"value":"in_progress"}""" },
        { typeof(One<Guid>), """{"value":"0f8fad5b-d9cb-469f-a165-70867728950e"}""", """{"value":"0f8fad5b-d9cb-469f-a165-70867728950e"}""" },
        { typeof(One<Uri>), """{"value":"https://example.org/a?b=c"}""", """{"value":"https://example.org/a?b=c"}""" },
        { typeof(One<DateOnly>), """{"value":"2026-02-28"}""", """{"value":"2026-02-28"}""" },
        { typeof(One<TimeOnly>), """{"value":"14:30:15"}""", """{"value":"14:30:15"}""" },
        { typeof(One<TimeOnly>), """{"value":"14:30"}""", """{"value":"14:30:00"}""" },
        { typeof(One<DateTimeOffset>), """{"value":"2026-02-28T10:00:00+02:00"}""", """{"value":"2026-02-28T10:00:00+02:00"}""" },
        { typeof(One<DateTime>), """{"value":"2026-02-28T10:00:00Z"}""", """{"value":"2026-02-28T10:00:00Z"}""" },
        { typeof(One<DateTime>), """{"value":"2026-02-28T10:00:00"}""", """{"value":"2026-02-28T10:00:00"}""" },
        { typeof(One<TimeSpan>), """{"value":"PT1H30M"}""", """{"value":"01:30:00"}""" },
        { typeof(One<TimeSpan>), """{"value":"P1DT2H"}""", """{"value":"1.02:00:00"}""" },
        { typeof(One<TimeSpan>), """{"value":"P2W"}""", """{"value":"14.00:00:00"}""" },
        { typeof(One<TimeSpan>), """{"value":"-PT0.5S"}""", """{"value":"-00:00:00.5000000"}""" },
        { typeof(One<TimeSpan>), """{"value":"01:30:00"}""", """{"value":"01:30:00"}""" },
        { typeof(One<TimeSpan?>), """{"value":"PT5M"}""", """{"value":"00:05:00"}""" },
        { typeof(One<Progress>), """{"value":"InProgress"}""", """{"value":"InProgress"}""" },
        { typeof(One<Progress>), """{"value":"in_progress"}""", """{"value":"InProgress"}""" },
        { typeof(One<Progress>), """{"value":"in-progress"}""", """{"value":"InProgress"}""" },
        { typeof(One<Progress>), """{"value":"IN PROGRESS"}""", """{"value":"InProgress"}""" },
        { typeof(One<Progress>), """{"value":1}""", """{"value":"InProgress"}""" },
        { typeof(One<Progress?>), """{"value":"done"}""", """{"value":"Done"}""" },
        { typeof(One<Days>), """{"value":"monday, Tuesday"}""", """{"value":"Monday, Tuesday"}""" },
        { typeof(One<List<Progress>>), """{"value":["done","not_started"]}""", """{"value":["Done","NotStarted"]}""" },
        { typeof(One<int[]>), """{"value":[1,2.0,3]}""", """{"value":[1,2,3]}""" },
        { typeof(One<List<List<int>>>), """{"value":[[1],[2,3]]}""", """{"value":[[1],[2,3]]}""" },
        { typeof(One<HashSet<string>>), """{"value":["a_b","aB"]}""", """{"value":["a_b","aB"]}""" },
        { typeof(One<byte[]>), """{"value":"AQID"}""", """{"value":"AQID"}""" },
        { typeof(One<Dictionary<string, int>>), """{"value":{"foo_bar":3,"fooBar":4}}""", """{"value":{"foo_bar":3,"fooBar":4}}""" },
        { typeof(One<Dictionary<int, string>>), """{"value":{"1":"a"}}""", """{"value":{"1":"a"}}""" },
        { typeof(One<Dictionary<Progress, int>>), """{"value":{"in_progress":3}}""", """{"value":{"InProgress":3}}""" },
        { typeof(One<Dictionary<string, Names>>), """{"value":{"a_key":{"first_name":"A","tags":[],"notes":{"x_y":"z"}}}}""", """{"value":{"a_key":{"firstName":"A","tags":[],"notes":{"x_y":"z"},"middleName":null}}}""" },
        { typeof(One<JsonElement>), """{"value":{"foo_bar":[1,null]}}""", """{"value":{"foo_bar":[1,null]}}""" },
        { typeof(One<object>), """{"value":{"foo_bar":1}}""", """{"value":{"foo_bar":1}}""" },
        { typeof(Word), """{"totalCount":5,"byWord":{"foo_bar":3}}""", """{"totalCount":5,"byWord":{"foo_bar":3}}""" },
        { typeof(Word), """{"total_count":5,"byWord":{"fooBar":3}}""", """{"totalCount":5,"byWord":{"fooBar":3}}""" },
        { typeof(Names), """{"first-name":"A","Tags":["x"],"NOTES":{},"middle_name":"B"}""", """{"firstName":"A","tags":["x"],"notes":{},"middleName":"B"}""" },
        { typeof(Node), """{"value":"a","children":[{"value":"b","children":[]}]}""", """{"value":"a","children":[{"value":"b","children":[]}]}""" },
        { typeof(Shape), """{"kind":"square","sideLength":3}""", """{"kind":"square","sideLength":3}""" },
        { typeof(Shape), """{"side_length":3,"kind":"square"}""", """{"kind":"square","sideLength":3}""" },
        { typeof(Shape), """{"radius":1.5,"Kind":"Circle","inner":{"side_length":1,"kind":"square"}}""", """{"kind":"circle","radius":1.5,"inner":{"kind":"square","sideLength":1}}""" },
        { typeof(List<Shape>), """[{"kind":"square","sideLength":1},{"radius":2,"kind":"circle"}]""", """[{"kind":"square","sideLength":1},{"kind":"circle","radius":2,"inner":null}]""" },
        { typeof(Basket), """{"items":[1,2],"owner":"A"}""", """{"items":[1,2],"owner":"A"}""" },
        { typeof(Open), """{"name":"A","foo_bar":1}""", """{"name":"A","foo_bar":1}""" },
        { typeof(string), "\"a text\"", "\"a text\"" },
        { typeof(int), "5", "5" },
    };

    [Theory]
    [MemberData(nameof(RoundTrips))]
    public void EveryLeafOfAnOutputIsInTheTypedValue(Type type, string written, string expected)
    {
        var (value, findings, unused) = Read(type, written);

        Assert.Empty(findings);
        Assert.Empty(unused);
        Assert.Equal(expected, JsonSerializer.Serialize(value, type, TypedJson.Default).Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public void ThereAreAtLeastSixtyRoundTrips() => Assert.True(RoundTrips.Count >= 60, $"{RoundTrips.Count}");

    [Theory]
    [InlineData(typeof(One<int>), """{"value":null}""", "/value")]
    [InlineData(typeof(One<int>), """{"value":1.5}""", "/value")]
    [InlineData(typeof(One<int>), """{"value":3000000000}""", "/value")]
    [InlineData(typeof(One<int>), """{"value":"many"}""", "/value")]
    [InlineData(typeof(One<int>), "{}", "/value")]
    [InlineData(typeof(One<double>), """{"value":1e999}""", "/value")]
    [InlineData(typeof(One<float>), """{"value":1e39}""", "/value")]
    [InlineData(typeof(One<decimal>), """{"value":0.12345678901234567890123456789012}""", "/value")]
    [InlineData(typeof(One<decimal>), """{"value":1e-40}""", "/value")]
    [InlineData(typeof(One<TimeSpan>), """{"value":"P1M"}""", "/value")]
    [InlineData(typeof(One<TimeSpan>), """{"value":"P"}""", "/value")]
    [InlineData(typeof(One<Progress>), """{"value":"stalled"}""", "/value")]
    [InlineData(typeof(One<Progress>), """{"value":9}""", "/value")]
    [InlineData(typeof(One<Dictionary<Progress, int>>), """{"value":{"in_progress":1,"InProgress":2}}""", "/value/InProgress")]
    [InlineData(typeof(Names), """{"first_name":null,"tags":[],"notes":{}}""", "/first_name")]
    [InlineData(typeof(Names), """{"first_name":"A","tags":["x",null],"notes":{}}""", "/tags/1")]
    [InlineData(typeof(Names), """{"first_name":"A","tags":[],"notes":{"a/b":null}}""", "/notes/a~1b")]
    [InlineData(typeof(Names), """{"first_name":"A","firstName":"B","tags":[],"notes":{}}""", "/firstName")]
    [InlineData(typeof(Names), """{"first_name":5,"tags":[],"notes":{}}""", "/first_name")]
    [InlineData(typeof(Shape), """{"sideLength":3}""", "")]
    [InlineData(typeof(Shape), """{"kind":"oval"}""", "/kind")]
    [InlineData(typeof(List<Shape>), """[{"kind":"square","side_length":"x"}]""", "/0/side_length")]
    public void AnUnreadableValueFailsWithItsPath(Type type, string written, string path)
    {
        var (_, findings, _) = Read(type, written);

        Assert.Equal(path, Assert.Single(findings).Path);
    }

    [Fact]
    public void AValueWithoutAMemberIsNamed()
    {
        var (_, findings, unused) = Read(typeof(One<int>), """{"value":1,"note":"x"}""");

        Assert.Empty(findings);
        Assert.Equal(["/note"], unused);
    }

    [Fact]
    public void FindingsDoNotContainTheValue() =>
        Assert.DoesNotContain("hidden", Assert.Single(Read(typeof(One<Progress>), """{"value":"hidden"}""").Findings).Message, StringComparison.Ordinal);

    [Fact]
    public void TextOfASkillWithOneStringMemberIsReadAsString() => Assert.Equal("Hello", Read(typeof(string), """{"text":"Hello"}""").Value);

    [Fact]
    public void TheCallersNamingPolicyIsKept()
    {
        var options = TypedJson.For(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower });

        var read = TypedReader.For(options).Read<Word>(JsonElement.Parse("""{"total-count":5,"by-word":{"a_b":1}}"""));

        Assert.Equal(5, read.Value!.TotalCount);
        Assert.Equal(1, read.Value.ByWord["a_b"]);
    }

    private static (object? Value, IReadOnlyList<TypedFinding> Findings, IReadOnlyList<string> Unused) Read(Type type, string json)
    {
        var read = typeof(TypedReaderTests).GetMethod(nameof(ReadAs), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, [json]);
        return ((object?, IReadOnlyList<TypedFinding>, IReadOnlyList<string>))read!;
    }

    private static (object? Value, IReadOnlyList<TypedFinding> Findings, IReadOnlyList<string> Unused) ReadAs<T>(string json)
    {
        var read = TypedReader.For(TypedJson.Default).Read<T>(JsonElement.Parse(json));
        return (read.Value, read.Findings, read.Unused);
    }
}
