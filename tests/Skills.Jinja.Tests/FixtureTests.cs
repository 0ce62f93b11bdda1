using System.Text.Json;

namespace Skills.Jinja.Tests;

/// <summary>The cases in <c>fixtures/*.txt</c>; their form is described beside them.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "fixtures"), "*.txt").Order(StringComparer.Ordinal))
        {
            foreach (var name in FixtureCase.Read(file).Select(static c => c.Name))
            {
                data.Add(Path.GetFileName(file), name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheCaseGivesWhatItsFileSays(string file, string name)
    {
        var fixture = FixtureCase.Read(Path.Combine(AppContext.BaseDirectory, "fixtures", file)).Single(c => c.Name == name);

        Assert.Equal(fixture.Expected, Outcome(fixture));
    }

    private static string Outcome(FixtureCase fixture)
    {
        try
        {
            return new JinjaEnvironment(fixture.Options()).Parse(fixture.Template).Render(fixture.Context, TestContext.Current.CancellationToken);
        }
        catch (JinjaException error)
        {
            var sentence = error.Message.Split('\n')[0].Replace($" (template, line {error.Line}, column {error.Column})", "", StringComparison.Ordinal);
            return $"{error.Kind} {error.Line}:{error.Column} {sentence}";
        }
    }

    [Fact]
    public void EveryFileHoldsCases() =>
        Assert.All(Cases().GroupBy(static row => row.Data.Item1), static file => Assert.True(file.Count() > 5, $"{file.Key} has only {file.Count()} cases"));
}
