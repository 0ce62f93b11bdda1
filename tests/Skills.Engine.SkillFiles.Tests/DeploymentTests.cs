using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>The ways in which files are deployed to a running host. Each is real files on a real disk.</summary>
public sealed class DeploymentTests(ITestOutputHelper output)
{
    private static readonly DateTime Stamp = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What is there at the start, below a folder, and what the deployment does. The host searches <c>skills</c>.</summary>
    public static TheoryData<string, Action<string>, Action<string>> Patterns => new()
    {
        { "a file is written in place", Plain, static at => Write(at, "skills/greet.skill.yaml", 2) },
        { "a file is renamed over the old one", Plain, static at => { Write(at, "new", 2); File.Move(Path.Combine(at, "new"), Skill(at), overwrite: true); } },
        { "a file is removed and written again", Plain, static at => { File.Delete(Skill(at)); Write(at, "skills/greet.skill.yaml", 2); } },
        { "a second version is added beside the first", Plain, static at => Write(at, "skills/greet-2.skill.yaml", 2) },
        { "a file comes in a new subfolder", Plain, static at => Write(at, "skills/more/deeper/greet.skill.yaml", 2) },
        { "a file changes and keeps its length and time", Plain, static at => Write(at, "skills/greet.skill.yaml", 2) },
        { "a Kubernetes ConfigMap exchanges its data link", ConfigMap, static at =>
            {
                Write(at, "skills/..v2/greet.skill.yaml", 2);
                Directory.CreateSymbolicLink(Path.Combine(at, "skills", "..new"), "..v2");
                Rename(Path.Combine(at, "skills", "..new"), Path.Combine(at, "skills", "..data"));
            }
        },
        { "what a link points at is written in place", static at => { Write(at, "skills/.store/greet.skill.yaml", 1); Link(at, ".store/greet.skill.yaml"); }, static at => Write(at, "skills/.store/greet.skill.yaml", 2) },
        { "a link is pointed at another file", static at => { Write(at, "skills/.store/1.yaml", 1); Link(at, ".store/1.yaml"); }, static at => { Write(at, "skills/.store/2.yaml", 2); File.Delete(Skill(at)); Link(at, ".store/2.yaml"); } },
        { "the folder is replaced by a rename", Plain, static at =>
            {
                Write(at, "next/greet.skill.yaml", 2);
                Directory.Move(Path.Combine(at, "skills"), Path.Combine(at, "old"));
                Directory.Move(Path.Combine(at, "next"), Path.Combine(at, "skills"));
            }
        },
        { "the folder is a link to a release, and the link is exchanged", static at => { Write(at, "releases/1/greet.skill.yaml", 1); Directory.CreateSymbolicLink(Path.Combine(at, "skills"), "releases/1"); }, static at =>
            {
                Write(at, "releases/2/greet.skill.yaml", 2);
                Directory.CreateSymbolicLink(Path.Combine(at, "new"), "releases/2");
                Rename(Path.Combine(at, "new"), Path.Combine(at, "skills"));
            }
        },
        { "the folder goes away and comes back later", Plain, static at => { Directory.Delete(Path.Combine(at, "skills"), recursive: true); Write(at, "skills/greet.skill.yaml", 2); } },
        { "an editor leaves a lock file, and writes a backup and a pipe", Plain, static at =>
            {
                File.CreateSymbolicLink(Path.Combine(at, "skills", ".#greet.skill.yaml"), "user@host.123:1");
                File.WriteAllText(Path.Combine(at, "skills", ".greet.skill.yaml"), "skill: [");
                Write(at, "skills/greet.skill.yaml", 2);
            }
        },
        { "a broken imported file comes with it", Plain, static at =>
            {
                Directory.CreateDirectory(Path.Combine(at, "skills", "agent"));
                File.WriteAllText(Path.Combine(at, "skills", "agent", "SKILL.md"), "no front matter");
                Write(at, "skills/greet.skill.yaml", 2);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Patterns), DisableDiscoveryEnumeration = true)]
    public async Task AChangeIsServedWithinTwoSecondsAndNoExecutionFails(string pattern, Action<string> before, Action<string> deploy)
    {
        using var folder = new TemporaryFolder();
        before(folder.Path);
        var time = new TestClock();
        await using var host = Host(folder.Path, time);
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        Assert.Equal("1.0.0", engine.Catalog.Find("greet")!.Version);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMinutes(1));
        var load = LoadAsync(engine, stop.Token);

        deploy(folder.Path);
        var passed = TimeSpan.Zero;
        await Eventually.HoldsAsync(
            () =>
            {
                // Events of the file system come in real time, the polls by this clock.
                passed += TimeSpan.FromMilliseconds(2);
                time.Advance(TimeSpan.FromMilliseconds(2));
                return engine.Catalog.Find("greet")!.Version == "2.0.0";
            },
            "The change was not taken over.");

        Assert.InRange(passed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await stop.CancelAsync();
        var (runs, failed) = await load;
        output.WriteLine($"{pattern}: served after {passed.TotalMilliseconds} ms of the host's clock, {runs} executions, {failed.Count} failed");
        Assert.True(runs > 0);
        Assert.Empty(failed);
    }

    [Fact]
    public async Task AFolderThatAppearsAfterTheStartIsServed()
    {
        using var folder = new TemporaryFolder();
        var time = new TestClock();
        await using var host = Host(folder.Path, time);
        var catalog = host.GetRequiredService<SkillCatalog>();
        Assert.Empty(catalog.Definitions);

        Write(folder.Path, "skills/greet.skill.yaml", 1);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1.0.0", catalog.Find("greet")!.Version);
    }

    [Fact]
    public async Task AFolderThatIsAwayForAWhileKeepsWhatWasServed()
    {
        using var folder = new TemporaryFolder();
        Plain(folder.Path);
        var time = new TestClock();
        await using var host = Host(folder.Path, time);
        var catalog = host.GetRequiredService<SkillCatalog>();

        Directory.Move(Path.Combine(folder.Path, "skills"), Path.Combine(folder.Path, "old"));
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1.0.0", catalog.Find("greet")!.Version);
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(catalog.Diagnostics).Severity);
    }

    [Fact]
    public void WhatIsServedStaysWhenAnotherFileTakesItsNameAndVersion()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("greet.skill.yaml", Some.Skill("greet", rest: "prompt: Served\n")));

        File.WriteAllText(Path.Combine(folder.Path, "a-copy.skill.yaml"), Some.Skill("greet", rest: "prompt: Copy\n"));
        var finding = Assert.Single(catalog.Reload());

        Assert.Equal("Served", catalog.Find("greet")!.PromptTemplate);
        Assert.Equal(("SK501", "a-copy.skill.yaml"), (finding.Code, Path.GetFileName(finding.File)));
    }

    [Fact]
    public void ABrokenFileKeepsItsSkillAlthoughACopyOfItIsThere()
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("greet.skill.yaml", Some.Skill("greet", rest: "prompt: Served\n")));

        File.WriteAllText(Path.Combine(folder.Path, "greet.skill.yaml"), "skill: [");
        File.WriteAllText(Path.Combine(folder.Path, "a-copy.skill.yaml"), Some.Skill("greet", rest: "prompt: Copy\n"));
        catalog.Reload();

        Assert.Equal("Served", catalog.Find("greet")!.PromptTemplate);
    }

    [Theory]
    [InlineData("SKILL.md", "no front matter")]
    public void ABrokenImportedFileDoesNotKeepTheHostFromStarting(string name, string text)
    {
        using var folder = new TemporaryFolder();
        using var catalog = Some.Catalog(folder.Path, null, ("good.skill.yaml", Some.Skill("good")), ("agent/" + name, text));

        Assert.NotNull(catalog.Find("good"));
        Assert.Contains(catalog.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void FoldersThatAreConfiguredButNotReadAreReported()
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine(static o => o.Definitions.Directories.Add("skills"));
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<SkillDefinitionException>(provider.GetRequiredService<SkillCatalog>);

        Assert.Contains("AddSkillFiles()", refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Host(string folder, TimeProvider time)
    {
        var model = new FakeModelClient().Reply("Hello.");
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSkillsEngine(static o => (o.Definitions.Watch, o.CacheEnabled) = (true, false))
            .AddModelClient(model, model.Model())
            .AddSkillsFromDirectory(Path.Combine(folder, "skills"));
        return services.BuildServiceProvider();
    }

    private static Task<(int Runs, List<string> Failed)> LoadAsync(SkillExecutionEngine engine, CancellationToken stop) => Task.Run(
        async () =>
        {
            var (runs, failed) = (0, new List<string>());
            do
            {
                var result = await engine.ExecuteAsync("greet", new { });
                runs++;
                if (!result.IsSuccess)
                {
                    failed.Add(string.Join('\n', result.Errors));
                }
            }
            while (!stop.IsCancellationRequested && failed.Count == 0);

            return (runs, failed);
        },
        CancellationToken.None);

    private static void Plain(string at) => Write(at, "skills/greet.skill.yaml", 1);

    private static void ConfigMap(string at)
    {
        Write(at, "skills/..v1/greet.skill.yaml", 1);
        Directory.CreateSymbolicLink(Path.Combine(at, "skills", "..data"), "..v1");
        Link(at, "..data/greet.skill.yaml");
    }

    private static void Link(string at, string target) => File.CreateSymbolicLink(Skill(at), target);

    private static string Skill(string at) => Path.Combine(at, "skills", "greet.skill.yaml");

    // Every file has the same length and time, as after a copy that keeps them.
    private static void Write(string at, string name, int version)
    {
        var path = Path.Combine(at, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Some.Skill("greet", $"{version}.0.0", "output: { format: text }\nprompt: Hi\n"));
        File.SetLastWriteTimeUtc(path, Stamp);
    }

    // rename(2) replaces a link at once; .NET's own moves do not.
    private static void Rename(string from, string to)
    {
        using var move = System.Diagnostics.Process.Start("mv", ["-T", from, to]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }
}
