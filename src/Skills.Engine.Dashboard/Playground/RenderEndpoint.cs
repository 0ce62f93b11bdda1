using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Dashboard.Playground;

/// <summary><c>POST api/skills/{name}/render</c>: the prompt while it is typed, with tokens and cost. No model is called.</summary>
internal sealed class RenderEndpoint(SkillExecutionEngine engine, SkillsDashboardOptions options)
{
    public async Task<IResult> HandleAsync(HttpContext http, Viewer viewer)
    {
        var (call, problem) = await PlaygroundCall.ReadAsync(http, engine.Catalog, options.MaxBodyBytes).ConfigureAwait(false);
        if (call is null)
        {
            return problem!;
        }

        var result = engine.Render(call.Skill, call.Request.Input);
        var estimate = result.IsSuccess || call.Skill.Composition is not null ? await EstimateAsync(call, http).ConfigureAwait(false) : null;
        return DashboardJson.Reply(View(call.Skill, result, estimate, viewer), DashboardJson.Default.RenderView);
    }

    private async Task<EstimateView?> EstimateAsync(PlaygroundCall call, HttpContext http)
    {
        try
        {
            var context = options.Context(http) with { Model = call.Request.Model };
            var estimate = await engine.EstimateAsync(call.Skill, call.Request.Input, context, http.RequestAborted).ConfigureAwait(false);
            return new(estimate.ModelId, estimate.ModelProvider, estimate.OutputTokens, estimate.ExpectedUsd, estimate.LowUsd, estimate.HighUsd, estimate.WorstUsd);
        }
        catch (SkillExecutionException)
        {
            // No model fits, or the inputs are not valid: the run says which.
            return null;
        }
    }

    private static RenderView View(Skill skill, SkillResult result, EstimateView? estimate, Viewer viewer)
    {
        // Secret inputs are not masked for who sees content: they are what the viewer typed.
        var shown = viewer.SeesContent ? result : RecordedContent.Of(skill, result, ContentCapture.None, traceId: null).Result;
        return new(result.IsSuccess)
        {
            Messages = [.. result.Messages.Select((m, i) => Message(m, viewer.SeesContent ? shown.Messages[i] : null))],
            Errors = [.. shown.Errors.Select(static e => new ErrorView(e.Code, JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Step.ToString()), e.Path, e.Message))],
            Tokens = result.IsSuccess ? TokenEstimator.Estimate(result.Messages) : null,
            Estimate = estimate,
        };
    }

    private static MessageView Message(ModelMessage sent, ModelMessage? shown) => new(
        sent.Role.ToString().ToLowerInvariant(),
        shown?.Text,
        TokenEstimator.Estimate([sent]),
        sent.CacheBreakpoint,
        [.. sent.Media.Select(static m => m.MediaType)]);
}
