using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;
using Skills.Engine.Dashboard.Security;
using Skills.Engine.Dashboard.Wire;

namespace Skills.Engine.Dashboard.Playground;

/// <summary>A request of the playground: the skill as the catalog has it now, and what to do with it.</summary>
internal sealed record PlaygroundCall(SkillDefinition Definition, Skill Skill, PlaygroundRequest Request)
{
    /// <summary>Reads the request, or returns the answer that says what is wrong with it.</summary>
    public static async Task<(PlaygroundCall? Call, Reply? Problem)> ReadAsync(HttpContext http, SkillCatalog catalog, int maxBytes)
    {
        var name = (string)http.Request.RouteValues["name"]!;
        if (catalog.FindDefinition(name) is not { } definition)
        {
            return (null, new SkillLookup(catalog).NotFound(name));
        }

        var body = await RequestBody.ReadAsync(http.Request, maxBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return (null, body.Problem);
        }

        if (Parse(body.Value) is not { } request)
        {
            return (null, Refusal.Of(StatusCodes.Status400BadRequest, "The body must be an object with 'input' and, for runs, 'mode'."));
        }

        // The engine chooses a variant by weight; what is looked at here is the one that is named, or the skill itself.
        var skill = definition.Skill;
        if (request.Variant is { Length: > 0 } wanted)
        {
            if (skill.Variants.FirstOrDefault(v => v.Name == wanted) is not { } variant)
            {
                return (null, Refusal.Of(StatusCodes.Status400BadRequest, "The skill has no such variant."));
            }

            skill = variant.Skill;
        }

        return (new(definition, skill, request), null);
    }

    private static PlaygroundRequest? Parse(JsonElement? body)
    {
        try
        {
            return body is { ValueKind: JsonValueKind.Object } value ? value.Deserialize(DashboardJson.Default.PlaygroundRequest) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
