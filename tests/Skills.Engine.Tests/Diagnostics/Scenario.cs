using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Diagnostics;

/// <summary>The ways an execution may go, each run on an engine of its own with the canary in inputs, prompt and replies.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    public static readonly string[] Names = ["success", "hit", "stale", "reask", "fallback", "rule-failure", "input-invalid", "timeout", "cancel", "stream", "provider-error"];

    private readonly ServiceProvider _services;
    private readonly TestClock _time = new();
    private readonly FakeModelClient _model = new("alpha");
    private readonly FakeModelClient _other = new("beta");

    public Scenario(Seen? seen, Action<SkillsEngineOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(l =>
        {
            if (seen is not null)
            {
                l.SetMinimumLevel(LogLevel.Trace).AddProvider(seen);
            }
        });
        services.AddSingleton<TimeProvider>(_time);
        services.AddSkillsEngine(o =>
            {
                o.Routing.Seed = 1;
                o.Cache.Jitter = 0;
                configure?.Invoke(o);
            })
            .AddModelClient(_model, _model.Model("alpha-1") with { Quality = 0.95, Prices = [new() { Input = 1m, Output = 2m }] })
            .AddModelClient(_other, _other.Model("beta-1"))
            .AddExecutionLog(Log);
        _services = services.BuildServiceProvider();
        Engine = _services.GetRequiredService<SkillExecutionEngine>();
    }

    public SkillExecutionEngine Engine { get; }

    public MemoryExecutionLog Log { get; } = new();

    public static Skill Skill { get; } = new()
    {
        Id = "greeter-id",
        Name = "Greeter",
        Slug = "greeter",
        Version = "1.2.0",
        PromptTemplate = $"{Some.Canary} Greet {{{{ name }}}}.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string","maxLength":40},"key":{"type":"string"}},"required":["name"],"additionalProperties":false}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"},"count":{"type":"integer"}},"required":["greeting"],"additionalProperties":false}"""),
        ModelPreferences = new() { PreferredModels = ["alpha-1", "beta-1"], Temperature = 0.5, MaxOutputTokens = 100 },
        ValidationRules = [new() { Type = "regex", Parameters = JsonElement.Parse("""{"field":"greeting","pattern":"^Hello"}""") }],
        Limits = new() { Timeout = TimeSpan.FromSeconds(30), Attempts = 1 },
        Cache = new() { Ttl = TimeSpan.FromMinutes(1) },
    };

    private static readonly SkillExecutionContext Caller = new() { TenantId = "tenant-1", AgentId = "agent-1", WorkflowId = "flow-1", UserId = "user-1" };

    private static object Inputs => new { name = $"Ada {Some.Canary}", key = "sk-secret-1" };

    private static string Valid => $$"""{"greeting":"Hello {{Some.Canary}} sk-secret-1","count":3}""";

    /// <summary>Runs a scenario; the outcome is in <see cref="Log"/>.</summary>
    /// <returns>What was thrown at the caller; null when nothing was.</returns>
    public async Task<Exception?> RunAsync(string name, Skill? skill = null)
    {
        skill ??= Skill;
        _model.Reply(Valid);
        _other.Reply(Valid);
        switch (name)
        {
            case "hit":
                await ExecuteAsync(skill);
                break;
            case "stale":
                skill = skill with { Cache = skill.Cache with { StaleIfError = TimeSpan.FromHours(1) } };
                await ExecuteAsync(skill);
                _time.Advance(TimeSpan.FromMinutes(2));
                _model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, "The key is wrong."));
                _other.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, "The key is wrong."));
                break;
            case "reask":
                skill = skill with { Limits = skill.Limits with { Attempts = 2 } };
                _model.Enqueue($$"""{"greting":"{{Some.Canary}}","{{Some.Canary}}":1}""");
                break;
            case "fallback":
                _model.Enqueue(new ModelException(ModelErrorKind.Auth, "The key is wrong."));
                break;
            case "provider-error":
                _model.Respond(static (_, _) => throw new ModelException(ModelErrorKind.InvalidRequest, $"Invalid value '{Some.Canary}'.") { RequestId = "call-1", Status = System.Net.HttpStatusCode.BadRequest });
                _other.Respond(static (_, _) => throw new ModelException(ModelErrorKind.Auth, $"Not for '{Some.Canary}'."));
                break;
            case "repair":
                _model.Reply($$"""```json{{'\n'}}{"greeting":"Hello {{Some.Canary}}",}{{'\n'}}```""");
                break;
            case "rule-failure":
                _model.Reply($$"""{"greeting":"Bye {{Some.Canary}}"}""");
                break;
            case "input-invalid":
                return await Record.ExceptionAsync(async () => (await Engine.ExecuteAsync(skill, new Dictionary<string, object> { [Some.Canary] = 1, ["name"] = new string('x', 41) + Some.Canary }, Caller)).EnsureSuccess());
            case "timeout":
                return await HangAsync(skill, () => _time.Advance(TimeSpan.FromSeconds(31)), CancellationToken.None);
            case "cancel":
                using (var leaving = new CancellationTokenSource())
                {
                    return await HangAsync(skill, leaving.Cancel, leaving.Token);
                }

            case "stream":
                await foreach (var _ in Engine.StreamAsync(skill, Inputs, Caller))
                {
                }

                return null;
        }

        return await Record.ExceptionAsync(async () => (await ExecuteAsync(skill)).EnsureSuccess());
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private Task<SkillResult> ExecuteAsync(Skill skill) => Engine.ExecuteAsync(skill, Inputs, Caller);

    private async Task<Exception?> HangAsync(Skill skill, Action then, CancellationToken token)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _model.Enqueue(async (_, canceled) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, canceled);
            throw new InvalidOperationException("An endless wait ended.");
        });
        var execution = Engine.ExecuteAsync(skill, Inputs, Caller, token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        then();
        return await Record.ExceptionAsync(async () => (await execution).EnsureSuccess());
    }
}
