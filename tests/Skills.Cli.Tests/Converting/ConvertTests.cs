using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Converting;

public sealed class ConvertTests
{
    private const string Dotprompt = """
        ---
        model: googleai/gemini-2.5-flash
        input:
          schema:
            name: string
        ---
        Greet {{name}} politely.
        """;

    [Fact]
    public async Task OneFileIsWrittenToTheStandardOutput()
    {
        using var place = new Workplace();
        place.Write("hello.prompt", Dotprompt);

        var result = (await place.RunAsync("convert", "hello.prompt")).Exits(0);

        Assert.Contains("name: hello", result.Out, StringComparison.Ordinal);
        Assert.Contains("{{ name }}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesAreWrittenToAFolderAndRun()
    {
        using var place = new Workplace();
        place.Write("hello.prompt", Dotprompt);

        var result = (await place.RunAsync("convert", "hello.prompt", "--out", "skills")).Exits(0);
        var rendered = (await place.RunAsync("render", "hello", "-i", "name=Ada")).Exits(0);
        (await place.RunAsync("convert", "hello.prompt", "--out", "skills")).Exits(2);

        Assert.Equal("skills/hello.skill.yaml", result.Out.Trim());
        Assert.Contains("Greet Ada politely.", rendered.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckComparesTheRenderingOfBothForms()
    {
        using var place = new Workplace();
        place.Write("hello.prompt", Dotprompt);
        place.Write("lost.prompt", Dotprompt.Replace("model: googleai/gemini-2.5-flash", "model: googleai/gemini-2.5-flash\nnothingLikeThis: 1", StringComparison.Ordinal));

        var equal = (await place.RunAsync("convert", "hello.prompt", "--check")).Exits(0);
        var lost = (await place.RunAsync("convert", "lost.prompt", "--check")).Exits(1);

        Assert.Contains("both forms render equally", equal.Out, StringComparison.Ordinal);
        Assert.Contains("something is lost", lost.Out, StringComparison.Ordinal);
        Assert.Contains("SK301", lost.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfNoKnownFormExitsWithThree()
    {
        using var place = new Workplace();
        place.Write("notes.txt", "just notes");

        (await place.RunAsync("convert", "notes.txt")).Exits(3);
        (await place.RunAsync("convert", "missing.prompt")).Exits(5);
    }
}
