using System.Text.Json;
using Skills.Cli.Tests.Support;

namespace Skills.Cli.Tests.ModelCatalogs;

public sealed class ModelsTests
{
    [Fact]
    public async Task ARetiredModelIsListedWithItsDayAndIsNotReady()
    {
        using var place = new Workplace();
        place.Write("models.yaml", "models:\n  - { id: ended, provider: openai, retired: 2020-01-01 }\n  - { id: lasting, provider: openai, retired: 9000-01-01 }\n");
        place.Variables["SkillsEngine__Catalog__OverlayFile"] = Path.Combine(place.Folder, "models.yaml");
        place.Variables["OPENAI_API_KEY"] = "sk-canary-0123456789";

        var all = (await place.RunAsync("models", "openai", "-o", "json")).Exits(0).Json;
        var ready = (await place.RunAsync("models", "--ready", "-o", "json")).Exits(0).Json;
        var table = (await place.RunAsync("models", "ended")).Exits(0).Out;

        Assert.Equal((false, "2020-01-01"), StateOf(all, "ended"));
        Assert.Equal((true, "9000-01-01"), StateOf(all, "lasting"));
        Assert.Equal((true, "9000-01-01"), StateOf(ready, "lasting"));
        Assert.DoesNotContain("ended", ready.EnumerateArray().Select(static m => m.GetProperty("id").GetString()));
        Assert.Contains("2020-01-01", table, StringComparison.Ordinal);
    }

    private static (bool Ready, string? RetiresOn) StateOf(JsonElement models, string id)
    {
        var model = models.EnumerateArray().Single(m => m.GetProperty("id").GetString() == id);
        return (model.GetProperty("ready").GetBoolean(), model.GetProperty("retiresOn").GetString());
    }
}
