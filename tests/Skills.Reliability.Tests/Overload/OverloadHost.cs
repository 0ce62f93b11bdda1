using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Overload;

/// <summary>The endpoints on a real server, and callers of them.</summary>
internal sealed class OverloadHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private OverloadHost(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new(new SocketsHttpHandler()) { BaseAddress = new(address) };
    }

    public static async Task<OverloadHost> StartAsync(FakeModelClient model, Func<ModelDefinition, ModelDefinition> limit, Action<SkillsEngineOptions> configure, TimeSpan timeout)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSkillsEngine(configure).AddModelClient(model, limit(model.Model())).AddSkill(new Skill
        {
            Id = "word",
            Name = "Word",
            PromptTemplate = "Say {{ n }}.",
            OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}"""),
            Cache = new() { Enabled = false },
            Limits = new() { Timeout = timeout, Attempts = 1 },
        });
        var app = builder.Build();
        app.MapSkills();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Calls once.</summary>
    public async Task<OverloadAnswer> CallAsync(int n, CancellationToken cancellationToken)
    {
        using var body = new StringContent(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"n":{{n}}}"""), Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri("/skills/word", UriKind.Relative), body, cancellationToken);
        var problem = response.IsSuccessStatusCode ? "" : JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).GetProperty("type").GetString() ?? "";
        return new((int)response.StatusCode, problem.Split(':')[^1], response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Calls at a rate, whatever the answers, and returns them with the time at which each came.</summary>
    public async Task<IReadOnlyList<(TimeSpan At, OverloadAnswer Answer)>> CallAtAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (answers, calls, began) = (new ConcurrentQueue<(TimeSpan, OverloadAnswer)>(), new List<Task>(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) is var passed && passed < duration)
        {
            while (calls.Count < passed.TotalSeconds * perSecond)
            {
                var n = calls.Count;
                calls.Add(Task.Run(
                    async () =>
                    {
                        var answer = await CallAsync(n, cancellationToken);
                        answers.Enqueue((Stopwatch.GetElapsedTime(began), answer));
                    },
                    cancellationToken));
            }

            await Task.Delay(5, cancellationToken);
        }

        await Task.WhenAll(calls);
        return [.. answers];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>What a caller got.</summary>
internal sealed record OverloadAnswer(int Status, string Problem, TimeSpan? RetryAfter)
{
    public bool IsGood => Status == 200;

    /// <summary>Gets whether the caller learns what is wrong and when to come back. A deadline that passed in line says nothing of a later time.</summary>
    public bool IsClear => IsGood || (Status is 429 or 503 && Problem is "rate-limited" or "unavailable" && RetryAfter > TimeSpan.Zero) || (Status, Problem) is (504, "timeout");
}
