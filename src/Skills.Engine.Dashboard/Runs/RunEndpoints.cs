using System.Globalization;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Runs;

/// <summary><c>api/runs</c> and <c>api/runs/{id}</c>.</summary>
internal sealed class RunEndpoints(IExecutionHistory? history, SkillExecutionEngine engine)
{
    private const int MaxText = 200;

    public async Task<IResult> ListAsync(HttpContext http, Viewer viewer)
    {
        if (history is null)
        {
            return NoHistory();
        }

        try
        {
            var page = await history.ListAsync(Filter(http.Request.Query), http.RequestAborted).ConfigureAwait(false);
            return DashboardJson.Reply(new([.. page.Items.Select(RunRow.Of)], page.Next, page.SearchedTo), DashboardJson.Default.RunsView);
        }
        catch (ArgumentException)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "The cursor 'after' is not valid. Start again without it.");
        }
    }

    public async Task<IResult> GetAsync(HttpContext http, Viewer viewer)
    {
        if (history is null)
        {
            return NoHistory();
        }

        var id = (string)http.Request.RouteValues["id"]!;
        return await history.FindAsync(id, http.RequestAborted).ConfigureAwait(false) is { } recorded
            ? new Reply(StatusCodes.Status200OK, Reply.Json, RunDocument.Of(recorded, viewer, viewer.SeesContent ? KeyParts.Of(engine, recorded) : null))
            : Refusal.Of(StatusCodes.Status404NotFound, "There is no such run in the execution log. It may have been deleted, or not be written yet.");
    }

    private static Reply NoHistory() => Refusal.Of(
        StatusCodes.Status404NotFound,
        "No execution log can be read. Call AddMemoryExecutionLog, AddSqliteExecutionLog or AddPostgresExecutionLog.");

    private static ExecutionFilter Filter(IQueryCollection query) => new()
    {
        Skill = Text(query, "skill"),
        Status = Text(query, "status"),
        Model = Text(query, "model"),
        Tenant = Text(query, "tenant"),
        Search = Text(query, "q"),
        CacheHit = Text(query, "cache") switch { "hit" => true, "miss" => false, _ => null },
        From = Time(query, "from"),
        Before = Time(query, "before"),
        After = Text(query, "after"),
        Limit = int.TryParse(Text(query, "limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 50,
    };

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 and <= MaxText } text ? text : null;

    private static DateTimeOffset? Time(IQueryCollection query, string name) =>
        DateTimeOffset.TryParse(Text(query, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
