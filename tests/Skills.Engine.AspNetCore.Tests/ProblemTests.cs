using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.Testing;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>Every kind of problem the endpoints know, each brought about by a real request. One without a request here fails.</summary>
public sealed class ProblemTests
{
    private const string Ada = """{"name":"Ada"}""";

    private static readonly (string, string)[] Async = [("Prefer", "respond-async, wait=30")];

    private static readonly Dictionary<string, Func<Task<Answer>>> Requests = new(StringComparer.Ordinal)
    {
        ["input-invalid"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", "{}")),
        ["body-invalid"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", "{")),
        ["idempotency-key-required"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada), static o => o.RequireIdempotencyKey = true),
        ["idempotency-key-invalid"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada, ("Idempotency-Key", " "))),
        ["feedback-invalid"] = () => AskAsync(static h => h.PostAsync($"/skills/runs/{Guid.CreateVersion7()}/feedback", "{}")),
        ["origin-refused"] = () => AskAsync(static h => h.PostAsync("/skills/mcp", "{}", ("Origin", "https://evil.example"))),
        ["skill-not-found"] = () => AskAsync(static h => h.PostAsync("/skills/nobody", Ada)),
        ["run-not-found"] = () => AskAsync(static h => h.GetAsync("/skills/runs/none")),
        ["batch-not-found"] = static async () =>
        {
            await using var host = await FakeBatches.HostAsync(new());
            return await host.GetAsync("/batches/none");
        },
        ["batch-active"] = static async () =>
        {
            await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one")) { Refusal = "It is running." });
            return await host.SendAsync(HttpMethod.Delete, "/batches/one", null);
        },
        ["not-acceptable"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada, ("Accept", "image/png"))),
        ["idempotency-key-in-flight"] = () => AskAsync(static async h =>
        {
            var (asked, _) = h.Model.EnqueueWatchedHang();
            using var leaving = new CancellationTokenSource();
            using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", Ada, ("Idempotency-Key", "k"));
            var first = h.Client.SendAsync(request, leaving.Token);
            await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            var second = await h.PostAsync("/skills/greeter", Ada, ("Idempotency-Key", "k"));
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            return second;
        }),
        ["canceled"] = () => AskAsync(static async h =>
        {
            var (asked, _) = h.Model.EnqueueWatchedHang();
            var waiting = h.PostAsync("/skills/greeter", Ada, [("X-User", "ada"), .. Async]);
            await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            var run = (await h.GetAsync("/skills/runs", ("X-User", "ada"))).Json.GetProperty("runs")[0].GetProperty("links").GetProperty("self").GetString()!;
            Assert.Equal(204, (await h.SendAsync(HttpMethod.Delete, run, null, ("X-User", "ada"))).Status);
            return await waiting;
        }, static o => o.Context = static http => new() { UserId = http.Request.Headers["X-User"] }),
        ["skill-archived"] = () => AskAsync(static h => h.PostAsync("/skills/gone-greeter", Ada)),
        ["body-too-large"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada), static o => o.MaxBodyBytes = 5),
        ["prompt-too-long"] = () => AskAsync(static h => h.PostAsync("/skills/wordy", Ada)),
        ["unsupported-media-type"] = () => AskAsync(static async h =>
        {
            using var request = TestHost.Request(HttpMethod.Post, "/skills/greeter", Ada);
            request.Content!.Headers.ContentType = new("text/plain");
            using var response = await h.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return new(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }),
        ["idempotency-key-reused"] = () => AskAsync(static async h =>
        {
            await h.PostAsync("/skills/greeter", Ada, ("Idempotency-Key", "k"));
            return await h.PostAsync("/skills/greeter", """{"name":"Bo"}""", ("Idempotency-Key", "k"));
        }),
        ["rate-limited"] = () => AskAsync(static h => FailAsync(h, ModelErrorKind.RateLimit)),
        ["budget-exceeded"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada), services: static (_, engine) =>
        {
            engine.Services.Configure<SkillsEngineOptions>(static o => o.Routing.Budgets.Limits.Add(new() { LimitUsd = 0.000001m }));
        }, cheap: false),
        ["too-many-runs"] = () => AskAsync(static async h =>
        {
            h.Model.EnqueueHang();
            await h.PostAsync("/skills/greeter", Ada, ("Prefer", "respond-async"));
            return await h.PostAsync("/skills/greeter", """{"name":"Bo"}""", ("Prefer", "respond-async"));
        }, static o => o.MaxRuns = 1),
        ["too-many-streams"] = static async () =>
        {
            await using var host = await FakeBatches.HostAsync(new(FakeBatches.Running("one")), static o => o.MaxStreams = 1);
            using var first = await EventReader.OpenAsync(host, "/batches/one/events");
            return await host.GetAsync("/batches/one/events");
        },
        ["internal"] = () => AskAsync(static h => h.PostAsync("/skills/broken", Ada)),
        ["output-invalid"] = () => AskAsync(static h =>
        {
            h.Model.Reply("""{"greting":1}""");
            return h.PostAsync("/skills/greeter", Ada);
        }),
        ["rule-failed"] = () => AskAsync(static h => h.PostAsync("/skills/strict", Ada)),
        ["provider-error"] = () => AskAsync(static h => FailAsync(h, ModelErrorKind.Auth)),
        ["no-route"] = () => AskAsync(static h => h.PostAsync("/skills/nowhere", Ada)),
        ["budget-unavailable"] = () => AskAsync(static h => h.PostAsync("/skills/greeter", Ada), services: static (_, engine) =>
        {
            engine.Services.AddSingleton<IBudgetStore, GoneStore>();
            engine.Services.Configure<SkillsEngineOptions>(static o => o.Routing.Budgets.Limits.Add(new() { LimitUsd = 100, Period = BudgetPeriod.Month }));
        }),
        ["unavailable"] = () => AskAsync(static h => FailAsync(h, ModelErrorKind.Overloaded)),
        ["timeout"] = () => AskAsync(static h =>
        {
            h.Model.EnqueueHang();
            return h.PostAsync("/skills/hasty", Ada);
        }),
    };

    public static TheoryData<string> Names => [.. Kinds.Select(static k => k.Name)];

    private static IEnumerable<ProblemType> Kinds => typeof(ProblemType).GetProperties(BindingFlags.Static | BindingFlags.Public).Where(static p => p.PropertyType == typeof(ProblemType)).Select(static p => (ProblemType)p.GetValue(null)!);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryKindOfProblemIsGivenToARealRequest(string name)
    {
        var kind = Kinds.Single(k => k.Name == name);

        var answer = await (Requests.TryGetValue(name, out var ask) ? ask() : throw new InvalidOperationException($"No request brings about '{name}': write one."));

        Assert.Equal((kind.Status, name, "application/problem+json"), (answer.Status, answer.Problem, answer.Type));
        Assert.Equal((kind.Status, kind.Title), (answer.Json.GetProperty("status").GetInt32(), answer.Json.GetProperty("title").GetString()));
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("secret-prompt-part", answer.Body, StringComparison.Ordinal);
        if (name == "budget-unavailable")
        {
            Assert.Equal("5", answer["Retry-After"]);
        }

        if (kind.Status == 429 || name == "unavailable")
        {
            Assert.Matches("^[1-9][0-9]*$", answer["Retry-After"]);
        }
    }

    [Fact]
    public void EveryKindIsInTheListAndTheListInTheDocs()
    {
        var docs = File.ReadAllText(DocFile("aspnet.md"));

        Assert.Equal(Kinds.Select(static k => k.Name).Order(StringComparer.Ordinal), ProblemType.All.Select(static k => k.Name).Order(StringComparer.Ordinal));
        Assert.All(ProblemType.All, k => Assert.Contains($"`{k.Name}`", docs, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryKindHasTheStatusThatTheDocsName()
    {
        // | 400 | `body-invalid` | … |
        var rows = File.ReadLines(DocFile("aspnet.md")).Select(static line => line.Split('|')).Where(static cells => cells.Length > 3 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _)).ToList();

        Assert.All(ProblemType.All, kind => Assert.Equal((kind.Name, kind.Status), (kind.Name, int.Parse(rows.Single(r => r[2].Contains($"`{kind.Name}`", StringComparison.Ordinal))[1], CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task ARunThatWasCanceledSaysSoInItsDocument()
    {
        await using var host = await TestHost.StartAsync();
        var (asked, _) = host.Model.EnqueueWatchedHang();
        var accepted = await host.PostAsync("/skills/greeter", Ada, ("Prefer", "respond-async"));
        await asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await host.SendAsync(HttpMethod.Delete, accepted["Location"]!, null);

        var run = (await host.GetAsync(accepted["Location"]!, ("Prefer", "wait=30"))).Json;

        Assert.Equal(("canceled", "urn:skills:problem:canceled"), (run.GetProperty("status").GetString(), run.GetProperty("problem").GetProperty("type").GetString()));
        Assert.Equal(204, (await host.SendAsync(HttpMethod.Delete, accepted["Location"]!, null)).Status);
    }

    [Theory]
    [InlineData("PUT", "/skills/greeter", "GET")]
    [InlineData("DELETE", "/skills", "GET")]
    [InlineData("GET", "/skills/greeter/render", "POST")]
    [InlineData("POST", "/skills/runs/none", "DELETE")]
    [InlineData("PATCH", "/skills/mcp", "POST")]
    public async Task AMethodThatIsNotThereIsRefusedWithThoseThatAre(string method, string path, string allowed)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.SendAsync(new(method), path, null);

        Assert.Equal(405, answer.Status);
        Assert.Contains(allowed, answer["Allow"], StringComparison.Ordinal);
    }

    private static Task<Answer> FailAsync(TestHost host, ModelErrorKind kind)
    {
        host.Model.Respond((_, _) => throw new ModelException(kind, "The provider said no.") { RetryAfter = TimeSpan.FromHours(1) });
        return host.PostAsync("/skills/greeter", Ada);
    }

    private static async Task<Answer> AskAsync(Func<TestHost, Task<Answer>> ask, Action<SkillsEndpointOptions>? options = null, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder, SkillsEngineBuilder>? services = null, bool cheap = true)
    {
        await using var host = await TestHost.StartAsync(options, services, cheap: cheap);
        return await ask(host);
    }

    private sealed class GoneStore : IBudgetStore
    {
        public ValueTask<BudgetShortage?> ReserveAsync(BudgetReservation reservation, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask SettleAsync(string reservationId, decimal spentUsd, IReadOnlyList<BudgetLine> budgets, CancellationToken cancellationToken) => throw new IOException("gone");

        public ValueTask<BudgetBalance> ReadAsync(BudgetLine budget, CancellationToken cancellationToken) => throw new IOException("gone");
    }

    private static string DocFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", name)))
            {
                return Path.Combine(folder.FullName, "docs", name);
            }
        }

        throw new FileNotFoundException($"docs/{name}");
    }
}
