using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>Adds the skills to the document that the host generates of its own endpoints.</summary>
/// <param name="endpoints">The host's endpoints.</param>
internal sealed class SkillsDocumentTransformer(EndpointDataSource endpoints) : IOpenApiDocumentTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var api in SkillsApi.In(endpoints))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var skills = Write(api);
            new HostNames(document).Avoid(skills);
            Merge(document, skills, api.Parameters);
        }

        return Task.CompletedTask;
    }

    private static JsonObject Write(SkillsApi api)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new SkillsDocument(api.Endpoint.Catalog, api.Endpoint.Options, api.Root, new()).Write(writer);
        }

        return JsonNode.Parse(buffer.WrittenSpan, documentOptions: new() { MaxDepth = 1000 })!.AsObject();
    }

    private static void Merge(OpenApiDocument document, JsonObject skills, IReadOnlyList<string> parameters)
    {
        var schemas = skills["components"]!["schemas"]!.AsObject();
        var read = OpenApiDocument.Parse(skills.ToJsonString(), OpenApiConstants.Json).Document
            ?? throw new InvalidOperationException("The document of the skills could not be read; this is a defect of Skills.Engine.");

        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Responses ??= new Dictionary<string, IOpenApiResponse>();
        foreach (var (name, schema) in read.Components!.Schemas!)
        {
            document.Components.Schemas.TryAdd(name, new WrittenSchema(schemas[name], schema));
        }

        foreach (var (name, response) in read.Components.Responses!)
        {
            document.Components.Responses.TryAdd(name, response);
        }

        foreach (var (path, item) in read.Paths)
        {
            AddParameters((OpenApiPathItem)item, parameters);
            document.Paths.TryAdd(path, item);
        }

        document.Tags ??= new HashSet<OpenApiTag>();
        foreach (var tag in read.Tags ?? new HashSet<OpenApiTag>())
        {
            document.Tags.Add(tag);
        }
    }

    // Parameters of the group that the skills are mapped in.
    private static void AddParameters(OpenApiPathItem item, IReadOnlyList<string> parameters)
    {
        foreach (var name in parameters)
        {
            item.Parameters ??= [];
            item.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
    }
}
