using System.Text.Json;

namespace Skills.Replies.Fixtures;

/// <summary>Runs the text files of this folder.</summary>
public class ReplyFixtureTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in ReplyFixture.Files())
        {
            foreach (var fixture in ReplyFixture.Read(file))
            {
                data.Add(file, fixture.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheCaseGivesWhatItsFileSays(string file, string name)
    {
        var fixture = ReplyFixture.Read(file).Single(c => c.Name == name);

        if (fixture.IsStream)
        {
            Assert.Equal(fixture.Lines("stream"), Shown(fixture));
            return;
        }

        var reading = ReplyReader.Read(fixture.Reply, fixture.CompiledSchema(), fixture.Options());

        Assert.Equal(fixture.Status, reading.Status.ToString().ToLowerInvariant());
        Assert.Equal(Written(fixture.Sections[fixture.Status]), reading.Value is { } value ? JsonSerializer.Serialize(value) : "");
        Assert.Equal(fixture.Lines("edits").Order(StringComparer.Ordinal), reading.Edits.Select(static e => $"{e.Kind.ToString().ToLowerInvariant()} {e.Name} {Place(e.Path)}").Order(StringComparer.Ordinal));
        Assert.Equal(fixture.Lines("findings"), reading.Findings.Select(static f => $"{f.Code} {Place(f.Path)}"));
        Assert.All(reading.Edits, e => Assert.True(e.Start < 0 || (e.Length >= 0 && e.Start + e.Length <= fixture.Reply.Length), $"{e.Name} is not within the reply"));
    }

    [Fact]
    public void EveryFileHoldsCases() =>
        Assert.All(Cases().GroupBy(static row => row.Data.Item1), static file => Assert.True(file.Count() > 5, $"{file.Key} has only {file.Count()} cases"));

    [Fact]
    public void EveryNameIsUsedOnceInItsFile() =>
        Assert.All(Cases().GroupBy(static row => row.Data), static row => Assert.Single(row));

    private static IEnumerable<string> Shown(ReplyFixture fixture)
    {
        var stream = ReplyReader.Stream(fixture.CompiledSchema(), fixture.Options());
        foreach (var line in fixture.Lines("stream").Where(static l => l.StartsWith("+ ", StringComparison.Ordinal)))
        {
            stream.Append(JsonElement.Parse(line[2..]).GetString()!);
            yield return line;
            yield return "= " + (stream.Current.Value is { } shown ? JsonSerializer.Serialize(shown) : "nothing");
        }
    }

    private static string Written(string value) => value.Length == 0 ? "" : JsonSerializer.Serialize(JsonElement.Parse(value));

    private static string Place(string path) => path.Length == 0 ? "(root)" : path;
}
