using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;
using Skills.Engine.Evaluation;

namespace Skills.Engine.Dashboard.Testing;

/// <summary><c>api/tests</c>: runs the test cases of skill files, one run at a time, and keeps the latest reports.</summary>
internal sealed class TestEndpoints(SkillCatalog catalog, SkillTestRunner? runner, SkillsDashboardOptions options)
{
    private const int Kept = 30;
    private const int MaxRuns = 5000;
    private const decimal UsualMaxCost = 0.50m;

    private readonly Lock _gate = new();
    private readonly List<KeptReport> _reports = [];
    private int _running;

    public Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        lock (_gate)
        {
            return Task.FromResult<IResult>(DashboardJson.Reply(
                new(runner is not null, runner is null ? "The host runs no tests here. Register a SkillTestRunner, as the documentation of the dashboard shows." : null, [.. _reports.Select(static r => r.Summary)], _reports is [var latest, ..] ? latest.Rows(viewer.SeesContent) : []),
                DashboardJson.Default.TestsView));
        }
    }

    public async Task<IResult> RunAsync(HttpContext http, Viewer viewer)
    {
        if (runner is null)
        {
            return await GetAsync(http, viewer).ConfigureAwait(false);
        }

        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (Parse(body.Value) is not { } wanted || ModeOf(wanted.Mode) is not { } mode)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "The mode must be 'replay', 'dry' or 'live'.");
        }

        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return Refusal.Of(StatusCodes.Status503ServiceUnavailable, "Tests are running already. Wait for them to end.");
        }

        try
        {
            var report = await runner.RunAsync(
                catalog.Definitions.Where(d => wanted.Skill is null || d.Skill.Slug == wanted.Skill),
                runner.Options with
                {
                    Mode = mode,
                    Targets = wanted.Models is { Count: > 0 } models ? SkillTestTarget.Grid(models) : [],
                    MaxCostUsd = wanted.MaxCostUsd ?? UsualMaxCost,
                    MaxRuns = MaxRuns,
                },
                cancellationToken: http.RequestAborted).ConfigureAwait(false);
            Keep(new(report, wanted.Skill));
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }

        return await GetAsync(http, viewer).ConfigureAwait(false);
    }

    private void Keep(KeptReport report)
    {
        lock (_gate)
        {
            _reports.Insert(0, report);
            if (_reports.Count > Kept)
            {
                _reports.RemoveAt(Kept);
            }
        }
    }

    private static SkillTestMode? ModeOf(string? name) => name switch
    {
        "replay" => SkillTestMode.Replay,
        "dry" => SkillTestMode.DryRun,
        "live" => SkillTestMode.Live,
        _ => null,
    };

    private static TestRequest? Parse(JsonElement? body)
    {
        try
        {
            return body is { ValueKind: JsonValueKind.Object } value ? value.Deserialize(DashboardJson.Default.TestRequest) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
