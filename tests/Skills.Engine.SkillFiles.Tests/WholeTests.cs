using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>Skill files through the whole engine.</summary>
public sealed class WholeTests(ITestOutputHelper output)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Repository.Samples, "*.skill.*", SearchOption.AllDirectories).Select(static f => Path.GetFileName(f).Split('.')[0]).Order()];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task EverySampleRunsDry(string name)
    {
        await using var engine = SkillsEngine.Create(static b => b.AddSkillsFromDirectory(Repository.Samples).AddDryRun());
        var definition = engine.Catalog.FindDefinition(name)!;
        var valid = definition.Tests.Where(static t => t.Expect.All(static e => !e.TryGetProperty("status", out var status) || status.GetString() == "success")).Select(static t => t.Input);

        foreach (var input in definition.Skill.Examples.Select(static e => e.Input).Concat(valid))
        {
            var result = await engine.ExecuteAsync(name, input, cancellationToken: Token);

            Assert.True(result.IsSuccess, $"{input}: {string.Join('\n', result.Errors)}");
            Assert.True(definition.Skill.Composition is null || result.Children.Count > 0);
            Assert.All(result.Children, static c => Assert.True(c.IsSuccess));
        }
    }

    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Repository.Samples, "*.skill.*", SearchOption.AllDirectories).Order())
        {
            var definition = new SkillFileReader().Read(file).EnsureValid();
            foreach (var test in definition.Tests)
            {
                data.Add(definition.Skill.Slug, test.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task EveryTestOfEverySampleHolds(string skill, string name)
    {
        var test = new SkillFileReader().Read(Directory.EnumerateFiles(Repository.Samples, skill + ".skill.*", SearchOption.AllDirectories).Single()).EnsureValid().Tests.Single(t => t.Name == name);
        var model = new FakeModelClient();
        // A case that says nothing of the model's answers, such as one of a composed skill, runs dry.
        await using var engine = SkillsEngine.Create(b => _ = test.Respond.Count == 0
            ? b.AddSkillsFromDirectory(Repository.Samples).AddDryRun()
            : b.AddSkillsFromDirectory(Repository.Samples).AddModelClient(model, model.Model()));
        foreach (var reply in test.Respond)
        {
            model.Enqueue(reply);
        }

        var result = await engine.ExecuteAsync(engine.Catalog.Get(skill) with { ModelPreferences = new(), Cache = new() { Enabled = false } }, test.Input, cancellationToken: Token);

        foreach (var expectation in test.Expect)
        {
            Assert.True(Holds(expectation, result), $"{expectation} does not hold: {result.Status}, {result.Attempts.Count} attempts, {result.Outputs}, {string.Join("; ", result.Errors)}\n{result.RenderedPrompt}");
        }
    }

    [Fact]
    public async Task FiveStepsWithADiamondAndAListOfTwentyRunAgainstTheLoopbackServer()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "echo.skill.yaml"), Some.Skill("echo", rest: "prompt: 'Say: {{ value }}.'\ninput: { schema: { value: string } }\noutput: { schema: { value: string } }\nmodel: { prefer: [claude-sonnet-4-6] }\n"));
        File.WriteAllText(Path.Combine(folder.Path, "whole.skill.yaml"), Some.Skill("whole", rest: """
            input: { schema: { topic: string } }
            limits: { maxParallel: 6, maxCostUsd: 5 }
            steps:
              - { name: plan, skill: echo, inputs: { value: "plan {{ inputs.topic }}" } }
              - { name: left, skill: echo, inputs: { value: "left of {{ steps.plan.outputs.value }}" } }
              - { name: right, skill: echo, inputs: { value: "right of {{ steps.plan.outputs.value }}" } }
              - { name: each, skill: echo, for_each: "{{ range(20) | list }}", inputs: { value: "part {{ item }} of {{ steps.left.outputs.value }}" } }
              - { name: join, skill: echo, inputs: { value: "join {{ steps.right.outputs.value }} and {{ steps.each.outputs | length }}" } }
            output:
              schema: { text: string, parts: "any" }
              value: { text: "{{ steps.join.outputs.value }}", parts: "{{ steps.each.outputs | map(attribute='value') | list }}" }
            """));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == "Skills.Engine",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var bench = await Engine.Tests.EndToEnd.Bench.StartAsync(more: b => b.AddSkillsFromDirectory(folder.Path));
        var (now, most) = (0, 0);
        bench.Server.Respond(request =>
        {
            var text = System.Text.Encoding.UTF8.GetString(request.Body.Span);
            most = Math.Max(most, Math.Max(now, bench.Server.ActiveRequests));
            return LoopbackReply.Of(JsonSerializer.Serialize(new { value = Said().Match(text).Groups["said"].Value }));
        });

        var result = await bench.Engine.ExecuteAsync("whole", new { topic = "cats" }, new() { UserId = "u" }, Token);

        Assert.True(result.IsSuccess, string.Join('\n', result.Errors));
        Assert.Equal("join right of plan cats and 20", result.Outputs!.Value.GetProperty("text").GetString());
        Assert.Equal("part 7 of left of plan cats", result.Outputs.Value.GetProperty("parts")[7].GetString());

        var children = result.Children;
        Assert.Equal(24, children.Count);
        Assert.All(children, c => Assert.Equal(result.ExecutionId, c.Context.ParentExecutionId));
        Assert.Equal(24 * ((12 * 3m) + (7 * 15m)) / 1_000_000m, result.CostUsd);
        Assert.Equal(24 * 12, result.TokensInput);

        // Order: the plan before both sides, the left side before each part, everything before the join.
        SkillResult Child(string beginning) => children.Single(c => c.Outputs!.Value.GetProperty("value").GetString()!.StartsWith(beginning, StringComparison.Ordinal));
        Assert.True(Child("plan").CompletedAt <= Child("left").ExecutedAt && Child("plan").CompletedAt <= Child("right").ExecutedAt);
        Assert.All(children.Where(static c => c.Outputs!.Value.GetProperty("value").GetString()!.StartsWith("part", StringComparison.Ordinal)), c => Assert.True(Child("left").CompletedAt <= c.ExecutedAt && c.CompletedAt <= Child("join").ExecutedAt));
        Assert.InRange(most, 1, 6);

        var mine = spans.Where(s => s.OperationName.StartsWith("execute", StringComparison.Ordinal) || s.DisplayName.Contains("echo", StringComparison.Ordinal) || s.DisplayName.Contains("whole", StringComparison.Ordinal)).ToList();
        var trace = spans.First(s => s.DisplayName.Contains("whole", StringComparison.Ordinal)).TraceId;
        output.WriteLine($"{mine.Count(s => s.TraceId == trace && s.DisplayName.Contains("echo", StringComparison.Ordinal))} child spans in one trace; at most {most} requests at a time");
        Assert.True(mine.Count(s => s.TraceId == trace && s.DisplayName.Contains("echo", StringComparison.Ordinal)) >= 24);
    }

    [Fact]
    public async Task ReloadingUnderLoadFailsNoExecutionAndMixesNoVersions()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.skill.yaml");
        void Write(int version)
        {
            File.WriteAllText(path + ".tmp", Some.Skill("a", $"1.{version}.0", $"prompt: Version 1.{version}.0 of {{{{ n }}}}\ninput: {{ schema: {{ n: integer }} }}\noutput: {{ format: text }}\ncache: {{ enabled: false }}\n"));
            File.Move(path + ".tmp", path, overwrite: true);
        }

        Write(0);
        var model = new FakeModelClient();
        model.Respond(static (request, _) => Task.FromResult(new ModelReply { Text = request.Messages[^1].Text }));
        await using var engine = SkillsEngine.Create(b =>
        {
            b.Services.Configure<SkillsEngineOptions>(static o => o.Definitions.Watch = true);
            b.AddSkillsFromDirectory(folder.Path).AddModelClient(model, model.Model());
        });

        var watch = Stopwatch.StartNew();
        var (executions, served) = (0, new ConcurrentDictionary<string, TimeSpan>());
        var written = new ConcurrentDictionary<string, TimeSpan>();
        var problems = new ConcurrentQueue<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            // Several hundred executions a second, with pauses: a loop that never waits would starve the watcher of threads.
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                if (n % 4 == 0)
                {
                    await pace.WaitForNextTickAsync(Token);
                }

                var result = await engine.ExecuteAsync("a", new { n }, cancellationToken: Token);
                Interlocked.Increment(ref executions);
                served.TryAdd(result.SkillVersion, watch.Elapsed);
                if (!result.IsSuccess || result.RenderedPrompt != $"Version {result.SkillVersion} of {n}")
                {
                    problems.Enqueue($"{result.Status} {result.SkillVersion}: {result.RenderedPrompt} {string.Join(';', result.Errors)}");
                }
            }
        }, Token)).ToArray();

        for (var version = 1; version <= 6; version++)
        {
            Write(version);
            written[$"1.{version}.0"] = watch.Elapsed;
            await Eventually.HoldsAsync(() => served.ContainsKey($"1.{version}.0"), "The change was not taken over.");
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        var rate = executions / watch.Elapsed.TotalSeconds;
        var slowest = written.Max(w => served[w.Key] - w.Value);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate:F0} executions/s; slowest take-over {slowest.TotalMilliseconds:F0} ms"));
        Assert.Empty(problems);
        Assert.True(rate > 200, $"Only {rate} executions/s.");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"The slowest take-over took {slowest}.");
    }

    [Theory]
    [InlineData("ticket-triage.skill.yaml", """{"text":"I was charged twice in May."}""")]
    [InlineData("release-notes.skill.md", """{"product":"p","version":"1","changes":[{"title":"t","kind":"fix"}]}""")]
    public async Task TheExamplesOfTheFormatRunDry(string file, string inputs)
    {
        var skill = new SkillFileReader().Read(Path.Combine(Repository.Root, "tests", "Skills.Engine.SkillFiles.Tests", "Data", file)).EnsureValid().Skill;
        await using var engine = SkillsEngine.Create(static b => b.AddDryRun());

        var result = await engine.ExecuteAsync(skill with { ModelPreferences = skill.ModelPreferences with { Require = ModelCapabilities.None } }, JsonElement.Parse(inputs), cancellationToken: Token);

        Assert.True(result.RenderedPrompt is not null, string.Join('\n', result.Errors));
        Assert.True(result.IsSuccess, string.Join('\n', result.Errors));
    }

    [Fact]
    public async Task APinnedVariantRunsAndAnUnknownOneFails()
    {
        var model = new FakeModelClient();
        model.Respond(static (request, _) => Task.FromResult(new ModelReply { Text = request.Messages[^1].Text }));
        var skill = Some.Reader().ReadText("a.skill.yaml", Some.Skill("a", rest: "prompt: Long\noutput: { format: text }\nvariants:\n  terse: { weight: 0, prompt: Short }\n")).EnsureValid().Skill;
        await using var engine = SkillsEngine.Create(b => b.AddModelClient(model, model.Model()));

        var terse = await engine.ExecuteAsync(skill, context: new() { Variant = "terse" }, cancellationToken: Token);
        var plain = await engine.ExecuteAsync(skill, cancellationToken: Token);
        var unknown = await engine.ExecuteAsync(skill, context: new() { Variant = "nobody" }, cancellationToken: Token);

        Assert.Equal(("terse", "Short"), (terse.Variant, terse.RenderedPrompt));
        Assert.Equal((null, "Long"), (plain.Variant, plain.RenderedPrompt));
        Assert.Equal("skill.variant_not_found", Assert.Single(unknown.Errors).Code);
    }

    private static bool Holds(JsonElement expectation, SkillResult result)
    {
        var value = expectation.TryGetProperty("path", out var path) ? At(result.Outputs, path.GetString()!) : null;
        return expectation.EnumerateObject().All(e => e.Name switch
        {
            "path" => value is not null,
            "status" => result.Status.ToString().Equals(e.Value.GetString(), StringComparison.OrdinalIgnoreCase),
            "attempts" => result.Attempts.Count == e.Value.GetInt32(),
            "equals" => value is { } v && JsonElement.DeepEquals(v, e.Value),
            "contains" => value?.GetString()!.Contains(e.Value.GetString()!, StringComparison.Ordinal) == true,
            "matches" => value is { } v && Regex.IsMatch(v.GetString()!, e.Value.GetString()!, RegexOptions.NonBacktracking),
            "lte" => value?.GetDouble() <= e.Value.GetDouble(),
            "rendered-contains" => result.RenderedPrompt?.Contains(e.Value.GetString()!, StringComparison.Ordinal) == true,
            _ => throw new InvalidOperationException($"No such expectation: {e.Name}."),
        });
    }

    private static JsonElement? At(JsonElement? root, string path)
    {
        foreach (var step in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            root = root is not { } at ? null
                : int.TryParse(step, out var index) && at.ValueKind == JsonValueKind.Array && index < at.GetArrayLength() ? at[index]
                : at.ValueKind == JsonValueKind.Object && at.TryGetProperty(step, out var child) ? child : null;
        }

        return root;
    }

    private static Regex Said() => new(@"Say: (?<said>[^""\\]*?)\.(?![^""]*Say)", RegexOptions.None, TimeSpan.FromSeconds(5));
}
