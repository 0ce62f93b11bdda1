using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.Exporting;

public sealed class ExportTests
{
    [Fact]
    public async Task SchemasAndTheOpenApiDocumentAreWritten()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        var input = (await place.RunAsync("export", "greeting", "--to", "input")).Exits(0).Json;
        var output = (await place.RunAsync("export", "greeting", "--to", "output")).Exits(0).Json;
        var file = (await place.RunAsync("export", "--to", "file")).Exits(0).Json;
        var openApi = (await place.RunAsync("export", "--to", "openapi")).Exits(0).Json;

        Assert.True(input.GetProperty("properties").TryGetProperty("times", out _));
        Assert.True(output.GetProperty("properties").TryGetProperty("greeting", out _));
        Assert.Equal("urn:skills-engine:skill:1", file.GetProperty("$id").GetString());
        Assert.Contains(openApi.GetProperty("paths").EnumerateObject(), static p => p.Name.Contains("greeting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASkillMustBeNamedForItsSchema()
    {
        using var place = new Workplace();
        place.Write("skills/greeting.skill.yaml", SampleText.Greeting);

        (await place.RunAsync("export", "--to", "input")).Exits(2);
        (await place.RunAsync("export", "nothing", "--to", "input")).Exits(5);
    }
}
