using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>A schema that is written as its skill has it. The model of the library does not know every keyword, so what it read serves OpenAPI 3.0 and other transformers only.</summary>
internal sealed class WrittenSchema : OpenApiSchema
{
    private readonly JsonNode? _written;
    private readonly IOpenApiSchema _read;

    /// <summary>Makes one.</summary>
    /// <param name="written">The schema in the words of its skill.</param>
    /// <param name="read">What the library made of it.</param>
    public WrittenSchema(JsonNode? written, IOpenApiSchema read)
    {
        (_written, _read) = (written, read);
        (Title, Description, Type, Format) = (read.Title, read.Description, read.Type, read.Format);
        (Properties, Required, Items, Enum) = (read.Properties, read.Required, read.Items, read.Enum);
        (AllOf, AnyOf, OneOf) = (read.AllOf, read.AnyOf, read.OneOf);
    }

    /// <inheritdoc/>
    public override void SerializeAsV31(IOpenApiWriter writer) => writer.WriteAny(_written);

    /// <inheritdoc/>
    public override void SerializeAsV3(IOpenApiWriter writer) => _read.SerializeAsV3(writer);

    /// <inheritdoc/>
    public override void SerializeAsV2(IOpenApiWriter writer) => _read.SerializeAsV2(writer);
}
