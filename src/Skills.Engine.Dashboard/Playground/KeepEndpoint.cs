using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;
using Skills.Engine.SkillFiles.Editing;

namespace Skills.Engine.Dashboard.Playground;

/// <summary><c>POST api/skills/{name}/tests</c>: writes a playground run into its skill file as a test case.</summary>
internal sealed class KeepEndpoint(SkillCatalog catalog, TestCaseWriter? writer, SkillsDashboardOptions options)
{
    private readonly Lock _gate = new();

    public async Task<IResult> HandleAsync(HttpContext http, Viewer viewer)
    {
        if (!options.AllowFileEdits || !viewer.SeesContent || writer is null)
        {
            return Refusal.Of(StatusCodes.Status403Forbidden, "Test cases are not written here. The host allows it with SkillsDashboardOptions.AllowFileEdits, to viewers that see content.");
        }

        var (call, problem) = await PlaygroundCall.ReadAsync(http, catalog, options.MaxBodyBytes).ConfigureAwait(false);
        if (call is null)
        {
            return problem!;
        }

        if (call.Definition.Path is not { } path)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "The skill was made in code, so it has no file.");
        }

        if (call.Request is not { Name: { } name, Input: { } input, Expect: { } expect })
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, "A test case needs 'name', 'input' and 'expect'.");
        }

        return Keep(path, new(name, input, call.Request.Reply, expect));
    }

    private Reply Keep(string path, NewTestCase test)
    {
        try
        {
            lock (_gate)
            {
                var (line, refused) = writer!.Add(path, test);
                return refused is null
                    ? DashboardJson.Reply(new(Path.GetFileName(path), line), DashboardJson.Default.KeptView)
                    : Refusal.Of(StatusCodes.Status409Conflict, refused);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.Of(StatusCodes.Status409Conflict, "The file cannot be written. Look at its rights.");
        }
    }
}
