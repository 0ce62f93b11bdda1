
namespace Skills.Engine.SkillFiles.Tests;

public sealed class HotReloadTests
{
    [Fact]
    public async Task AChangedFileIsServedWhileLookupsGoOnAndNoneSeesAMixture()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, static o => (o.Watch, o.WatchDelay) = (true, TimeSpan.FromMilliseconds(50)), ("a.skill.yaml", Text(0)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (lookups, wrong) = (0, 0);
        var reading = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var skill = catalog.Find("a");
                lookups++;
                wrong += skill is null || skill.PromptTemplate != $"Version {skill.Version[2..^2]}" ? 1 : 0;
            }
        }, stop.Token);

        for (var version = 1; version <= 5; version++)
        {
            Replace(folder.Path, Text(version));
            await Eventually.HoldsAsync(() => catalog.Find("a")!.Version == $"1.{version}.0", "The change was not taken over.");
        }

        await stop.CancelAsync();
        await reading;
        Assert.True(lookups > 100);
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void ABrokenFileKeepsTheLastGoodStateAndIsReported()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("a.skill.yaml", Text(1)), ("b.skill.yaml", Some.Skill("b")));
        var before = catalog.Find("b");

        Replace(folder.Path, "skill: 1\nname: [");
        var diagnostics = catalog.Reload();

        Assert.Equal("SK003", Assert.Single(diagnostics).Code);
        Assert.Equal("1.1.0", catalog.Find("a")!.Version);
        Assert.Same(before, catalog.Find("b"));

        Replace(folder.Path, Text(2));
        Assert.Empty(catalog.Reload());
        Assert.Equal("1.2.0", catalog.Find("a")!.Version);
        Assert.Same(before, catalog.Find("b"));
    }

    [Fact]
    public void AChangeInAFileItRefersToIsSeen()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("a.skill.yaml", Some.Skill("a", rest: "prompt: '{% include \"p\" %}'\npartials: { p: { file: p.txt } }\n")), ("p.txt", "one"));

        File.WriteAllText(Path.Combine(folder.Path, "p.txt"), "other");
        catalog.Reload();

        Assert.Equal("other", catalog.Find("a")!.Partials["p"]);
    }

    [Fact]
    public void ARemovedFileIsGone()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("a.skill.yaml", Text(1)), ("b.skill.yaml", Some.Skill("b")));

        File.Delete(Path.Combine(folder.Path, "a.skill.yaml"));
        catalog.Reload();

        Assert.Null(catalog.Find("a"));
        Assert.NotNull(catalog.Find("b"));
    }

    private static string Text(int version) => Some.Skill("a", $"1.{version}.0", $"prompt: Version {version}\n");

    // Editors write beside the file and rename over it, so that nobody reads half of it.
    private static void Replace(string folder, string text)
    {
        var path = Path.Combine(folder, "a.skill.yaml");
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
