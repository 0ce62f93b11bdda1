using Microsoft.AspNetCore.OpenApi;
using Skills.Engine.AspNetCore.OpenApi;

namespace Skills.Engine;

/// <summary>Shows skills in the host's own OpenAPI document.</summary>
public static class SkillsOpenApiExtensions
{
    /// <summary>
    /// Adds every skill that <c>MapSkills</c> serves to the document: <c>builder.Services.AddOpenApi(options =&gt; options.AddSkills())</c>. Scalar,
    /// Swagger UI and client generators then see paths, schemas, descriptions and errors. The document follows the catalog.
    /// </summary>
    /// <param name="options">The options of one document.</param>
    /// <remarks>Components and operations whose names the host uses get a number. In OpenAPI 3.0, keywords that it lacks are left out.</remarks>
    public static OpenApiOptions AddSkills(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddDocumentTransformer<SkillsDocumentTransformer>();
    }
}
