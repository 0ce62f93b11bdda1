using Microsoft.AspNetCore.Http;
using Skills.Engine.AspNetCore.Catalog;
using Skills.Engine.AspNetCore.Problems;
using Skills.Engine.AspNetCore.Requests;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.AspNetCore.Execution;

/// <summary><c>POST {skill}/render</c>: steps 1 and 3 only.</summary>
internal sealed class RenderEndpoint(SkillExecutionEngine engine, SkillLookup skills, SkillsEndpointOptions options)
{
    public async Task<IResult> HandleAsync(HttpContext http, string name)
    {
        if (skills.Find(name, http) is not { } skill)
        {
            return skills.NotFound(name);
        }

        var body = await RequestBody.ReadAsync(http.Request, options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var result = engine.Render(skill, body.Value);
        return result.IsSuccess
            ? Reply.Of(200, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("skill", skill.Slug);
                writer.WriteString("version", skill.Version);
                writer.WriteStartArray("messages");
                foreach (var message in result.Messages)
                {
                    writer.WriteStartObject();
                    writer.WriteString("role", message.Role.ToString().ToLowerInvariant());
                    writer.WriteString("text", message.Text);
                    if (message.Media.Count > 0)
                    {
                        writer.WriteStartArray("media");
                        foreach (var media in message.Media)
                        {
                            writer.WriteStartObject();
                            if (media.File is { } file)
                            {
                                writer.WriteString("provider", file.Provider);
                                writer.WriteString("fileId", file.Id);
                            }
                            else
                            {
                                writer.WriteString("url", media.Url);
                            }

                            writer.WriteString("mediaType", media.MediaType);
                            writer.WriteEndObject();
                        }

                        writer.WriteEndArray();
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            })
            : Problem.Of(result, skill.Slug, options);
    }
}
