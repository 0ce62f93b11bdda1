global using System.Net;
global using System.Net.Security;
global using System.Security.Cryptography;
global using System.Text.Json;
global using Anthropic;
global using Microsoft.Extensions.AI;
global using Microsoft.Extensions.AI.Evaluation;
global using OpenTelemetry.Metrics;
global using OpenTelemetry.Trace;
global using Skills.Engine;
global using Skills.Engine.Batches;
global using Skills.Engine.Evaluation;
global using Skills.Engine.Evaluation.Xunit;
global using Skills.Engine.Testing;
global using Skills.Jinja;
global using Skills.Json;
global using Skills.JsonSchema;
global using Skills.Replies;
global using Xunit;
global using static Ambient;

internal static partial class Ambient
{
    public static IServiceCollection services => null!;
    public static SkillExecutionEngine engine => null!;
    public static WebApplication app => null!;
    public static Skill skill => null!;
    public static object inputs => null!;
    public static string key => "";
    public static string apiKey => "";
    public static string project => "";
    public static string knownThumbprint => "";
    public static IConfiguration configuration => null!;
    public static IChatClient chatClient => null!;
    public static ChatConfiguration chatConfiguration => null!;
    public static SkillsEngineOptions options => null!;
}

internal sealed class CoherenceEvaluator : IEvaluator
{
    public IReadOnlyCollection<string> EvaluationMetricNames => [];

    public ValueTask<EvaluationResult> EvaluateAsync(IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) => new(new EvaluationResult());
}
