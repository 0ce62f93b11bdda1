using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Outputs;

namespace Skills.Engine.Rules;

/// <summary>Runs one rule over outputs written as JSON.</summary>
internal static class RuleCase
{
    public static ValueTask<RuleValidation> RunAsync(
        string type,
        string parameters,
        string outputs,
        string inputs = "{}",
        string? schema = null,
        Func<ValidationRule, ValidationRule>? change = null,
        RuleExecutor? executor = null,
        SkillExecutionContext? context = null) =>
        (executor ?? Executor()).ExecuteAsync(
            SkillWith(type, parameters, schema, change),
            JsonElement.Parse(inputs),
            JsonElement.Parse(outputs),
            context ?? new(),
            TestContext.Current.CancellationToken);

    public static IReadOnlyList<SkillError> Check(string type, string parameters, Func<ValidationRule, ValidationRule>? change = null) =>
        Executor().Check(SkillWith(type, parameters, null, change));

    public static RuleExecutor Executor(IValidationRule? custom = null, HttpMessageHandler? http = null, RuleJudge? judge = null) =>
        new(custom is null ? [] : [custom], new SchemaSeam(), new Clients(http), judge ?? new(), Options.Create(new SkillsEngineOptions()));

    private static Skill SkillWith(string type, string parameters, string? schema, Func<ValidationRule, ValidationRule>? change)
    {
        var rule = new ValidationRule { Type = type, Parameters = JsonElement.Parse(parameters) };
        return new()
        {
            Id = "s",
            Name = "S",
            OutputSchema = schema is null ? null : JsonElement.Parse(schema),
            ValidationRules = [change is null ? rule : change(rule)],
        };
    }

    private sealed class Clients(HttpMessageHandler? handler) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(handler ?? throw new InvalidOperationException("This test calls no one."), disposeHandler: false);
    }
}

/// <summary>Answers every request with one text, after what the test asks for.</summary>
internal sealed class RemoteValidator(string answer, HttpStatusCode status = HttpStatusCode.OK, bool hangs = false) : HttpMessageHandler
{
    public string Asked { get; private set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked = await request.Content!.ReadAsStringAsync(cancellationToken);
        if (hangs)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return new(status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
    }
}
