using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.ModelCatalogs;

public sealed class ModelsUpdateTests
{
    private const string Newer = """
        as_of: 2099-01-01
        models:
          - { id: claude-haiku-4-5, provider: anthropic, prices: [{ input: 7, output: 35 }] }
          - { id: brand-new, provider: openai, prices: [{ input: 1, output: 2 }] }

        """;

    [Fact]
    public async Task AFileWithTheRightHashIsWrittenAndRead()
    {
        using var place = new Workplace();
        place.Write("download/catalog.yaml", Newer);

        var update = (await place.RunAsync("models", "update", "download/catalog.yaml", "--sha256", HashOf(Newer))).Exits(0);
        Configure(place, HashOf(Newer));
        var models = (await place.RunAsync("models", "-o", "json")).Exits(0).Json;

        Assert.Equal(Newer, place.Read("models.yaml"));
        Assert.Contains("1 new, 1 with another price", update.Error, StringComparison.Ordinal);
        Assert.Contains($"\"OverlayHashes\": {{ \"models.yaml\": \"{HashOf(Newer)}\" }}", update.Error, StringComparison.Ordinal);
        Assert.Contains("→ 7", update.Out, StringComparison.Ordinal);
        Assert.Equal(7, Model(models, "claude-haiku-4-5").GetProperty("inputUsdPerMillion").GetDecimal());
        Assert.Equal(2, Model(models, "brand-new").GetProperty("outputUsdPerMillion").GetDecimal());
    }

    [Fact]
    public async Task AnotherHashWritesNothing()
    {
        using var place = new Workplace();
        place.Write("catalog.yaml", Newer);

        var result = (await place.RunAsync("models", "update", "catalog.yaml", "--sha256", HashOf(Newer + "#"))).Exits(1);
        (await place.RunAsync("models", "update", "catalog.yaml", "--sha256", "12ab")).Exits(2);
        (await place.RunAsync("models", "update", "catalog.yaml")).Exits(2);

        Assert.Contains("does not have the SHA-256", result.Error, StringComparison.Ordinal);
        Assert.Equal(["catalog.yaml"], Directory.EnumerateFiles(place.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task CheckShowsTheDifferencesAndWritesNothing()
    {
        using var place = new Workplace();
        place.Write("catalog.yaml", Newer);

        var json = (await place.RunAsync("models", "update", "catalog.yaml", "--sha256", HashOf(Newer), "--check", "-o", "json")).Exits(1).Json;

        Assert.Equal(["price", "new"], json.EnumerateArray().Select(static c => c.GetProperty("change").GetString()));
        Assert.False(File.Exists(Path.Combine(place.Folder, "models.yaml")));
    }

    [Theory]
    [InlineData("as_of: 2020-01-01\nmodels: [{ id: a, provider: openai, prices: [{ input: 1, output: 2 }] }]\n", 1, "is of 2020-01-01")]
    [InlineData("models: [{ id: a, provider: openai, prices: [{ input: 1, output: 2 }] }]\n", 1, "names no day")]
    [InlineData("as_of: 2099-01-01\nmodels: [{ id: a, provder: openai }]\n", 3, "catalog.yaml, line 2: unknown key 'provder'")]
    [InlineData("as_of: 2099-01-01\nmodels: []\n", 3, "has no models")]
    [InlineData("as_of: 2099-01-01\nmodels: [{ id: a, provider: openai, prices: [{ input: 5000000, output: 2 }] }]\n", 3, "catalog.yaml")]
    public async Task AFileThatIsOlderOrWrongIsRefused(string text, int exit, string message)
    {
        using var place = new Workplace();
        place.Write("catalog.yaml", text);

        var result = (await place.RunAsync("models", "update", "catalog.yaml", "--sha256", HashOf(text))).Exits(exit);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(["catalog.yaml"], Directory.EnumerateFiles(place.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task AnOlderFileIsTakenOverWithForce()
    {
        const string old = "as_of: 2020-01-01\nmodels: [{ id: a, provider: openai, prices: [{ input: 1, output: 2 }] }]\n";
        using var place = new Workplace();
        place.Write("catalog.yaml", old);

        (await place.RunAsync("models", "update", "catalog.yaml", "--sha256", HashOf(old), "--force", "--out", "old/catalog.yaml")).Exits(0);

        Assert.Equal(old, place.Read("old/catalog.yaml"));
    }

    [Fact]
    public async Task AFileIsDownloadedAndTheQueryOfItsAddressIsNotShown()
    {
        await using var server = await ServeAsync();
        using var place = new Workplace();
        var address = $"{server.Urls.Single()}/catalog.yaml?key={Models.Canary}";

        var taken = (await place.RunAsync("models", "update", address, "--sha256", HashOf(Newer))).Exits(0);
        var wrong = (await place.RunAsync("models", "update", address, "--sha256", HashOf("x"))).Exits(1);
        var missing = (await place.RunAsync("models", "update", $"{server.Urls.Single()}/none?key={Models.Canary}", "--sha256", HashOf(Newer))).Exits(4);
        var large = (await place.RunAsync("models", "update", $"{server.Urls.Single()}/large?key={Models.Canary}", "--sha256", HashOf(Newer))).Exits(4);

        Assert.Equal(Newer, place.Read("models.yaml"));
        Assert.Contains("HTTP 404", missing.Error, StringComparison.Ordinal);
        Assert.Contains("larger than 4 MiB", large.Error, StringComparison.Ordinal);
        Assert.All(new[] { taken, wrong, missing, large }, static r => Assert.DoesNotContain(Models.Canary, r.Out + r.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://example.com/models.yaml", 2)]
    [InlineData("ftp://127.0.0.1/models.yaml", 2)]
    [InlineData("missing.yaml", 5)]
    public async Task OnlyFilesAndHttpsAreSources(string source, int exit)
    {
        using var place = new Workplace();

        (await place.RunAsync("models", "update", source, "--sha256", HashOf(Newer))).Exits(exit);
    }

    private static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/catalog.yaml", static () => Results.Text(Newer));
        app.MapGet("/large", static () => Results.Bytes(new byte[(4 * 1024 * 1024) + 1]));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static void Configure(Workplace place, string hash)
    {
        place.Variables["SkillsEngine__Catalog__OverlayFile"] = Path.Combine(place.Folder, "models.yaml");
        place.Variables[$"SkillsEngine__Catalog__OverlayHashes__{Path.Combine(place.Folder, "models.yaml")}"] = hash;
    }

    private static JsonElement Model(JsonElement models, string id) => models.EnumerateArray().Single(m => m.GetProperty("id").GetString() == id);

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
