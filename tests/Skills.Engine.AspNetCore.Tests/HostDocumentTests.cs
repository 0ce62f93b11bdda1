using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>The document that a host generates of its own endpoints shows the skills too.</summary>
public sealed class HostDocumentTests
{
    // A reference to a part, a part of a part, the whole, and data that looks like a reference.
    private static readonly Skill Forest = new()
    {
        Id = "forest",
        Name = "Forest",
        Description = "Plants trees.",
        PromptTemplate = "Plant.",
        InputSchema = JsonElement.Parse("""
            {
              "type": "object",
              "properties": {
                "tree": { "$ref": "#/$defs/tree node" },
                "height": { "$ref": "#/$defs/tree%20node/properties/height" },
                "inner": { "$ref": "#" },
                "sample": { "const": { "$ref": "#/$defs/tree node" } }
              },
              "if": { "required": ["tree"] }, "then": { "dependentRequired": { "tree": ["height"] } },
              "$defs": {
                "tree node": {
                  "type": "object",
                  "properties": { "height": { "type": "number" }, "children": { "type": "array", "items": { "$ref": "#/$defs/tree node" } }, "kind": { "$ref": "#/$defs/kind" } },
                  "unevaluatedProperties": false
                },
                "kind": { "enum": ["oak", "fir"] }
              }
            }
            """),
        OutputSchema = JsonElement.Parse("""{"$ref":"#/definitions/answer","definitions":{"answer":{"type":"object","properties":{"ok":{"type":"boolean"}}}}}"""),
    };

    [Fact]
    public async Task EverySkillHasAPathWithSchemasDescriptionsAndErrors()
    {
        await using var host = await StartAsync();

        var document = (await host.GetAsync("/openapi/v1.json")).Json;
        var post = document.GetProperty("paths").GetProperty("/skills/forest").GetProperty("post");

        Assert.Equal(("Forest", "Plants trees."), (post.GetProperty("summary").GetString(), post.GetProperty("description").GetString()));
        Assert.Equal("#/components/schemas/ForestInput", Schema(post.GetProperty("requestBody")).GetProperty("$ref").GetString());
        Assert.Equal("#/components/schemas/ForestOutput", Schema(post.GetProperty("responses").GetProperty("200")).GetProperty("$ref").GetString());
        Assert.Equal("#/components/responses/Problem", post.GetProperty("responses").GetProperty("422").GetProperty("$ref").GetString());
        Assert.Contains("Idempotency-Key", post.GetProperty("parameters").EnumerateArray().Select(static p => p.GetProperty("name").GetString()));
        Assert.True(document.GetProperty("paths").TryGetProperty("/hello", out _));
        Assert.True(document.GetProperty("paths").GetProperty("/skills/old-greeter").GetProperty("post").GetProperty("deprecated").GetBoolean());
        Assert.False(document.GetProperty("paths").TryGetProperty("/skills/gone-greeter", out _));
    }

    [Fact]
    public async Task PartsOfASchemaAreComponentsAndNoKeywordIsLost()
    {
        await using var host = await StartAsync();

        var schemas = (await host.GetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var input = schemas.GetProperty("ForestInput");
        var tree = schemas.GetProperty("ForestInput.tree_node");

        Assert.Equal("#/components/schemas/ForestInput.tree_node", Reference(input, "tree"));
        Assert.Equal("#/components/schemas/ForestInput.tree_node/properties/height", Reference(input, "height"));
        Assert.Equal("#/components/schemas/ForestInput", Reference(input, "inner"));
        Assert.Equal("#/$defs/tree node", input.GetProperty("properties").GetProperty("sample").GetProperty("const").GetProperty("$ref").GetString());
        Assert.Equal("""{"tree":["height"]}""", input.GetProperty("then").GetProperty("dependentRequired").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));
        Assert.False(tree.GetProperty("unevaluatedProperties").GetBoolean());
        Assert.Equal("#/components/schemas/ForestInput.tree_node", tree.GetProperty("properties").GetProperty("children").GetProperty("items").GetProperty("$ref").GetString());
        Assert.Equal("#/components/schemas/ForestInput.kind", Reference(tree, "kind"));
        Assert.Equal("#/components/schemas/ForestOutput.answer", schemas.GetProperty("ForestOutput").GetProperty("$ref").GetString());
    }

    [Theory]
    [InlineData("/skills")]
    [InlineData("/api/{tenant:int}/skills")]
    public async Task AReaderOfOpenApiFindsEveryReference(string pattern)
    {
        await using var host = await StartAsync(pattern);

        var body = (await host.GetAsync("/openapi/v1.json")).Body;
        var read = Read(body);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.All(References(JsonElement.Parse(body), data: false), reference => Assert.True(Resolves(JsonElement.Parse(body), reference), reference));
        var path = read.Document!.Paths[pattern.Replace(":int", "", StringComparison.Ordinal) + "/forest"];
        Assert.Equal(pattern.Contains("tenant", StringComparison.Ordinal) ? ["tenant"] : [], (path.Parameters ?? []).Select(static p => p.Name));
        var input = path.Operations![HttpMethod.Post].RequestBody!.Content!["application/json"].Schema!;
        Assert.Equal(JsonSchemaType.Number, input.Properties!["tree"].Properties!["height"].Type);
    }

    [Fact]
    public async Task NamesOfTheHostStayAndThoseOfTheSkillsGetANumber()
    {
        await using var host = await StartAsync(pipeline: static app =>
        {
            app.MapPost("/trees", static (Problem problem) => TypedResults.Ok(problem)).WithName("Forest");
            app.MapSkills("/second");
        });

        var document = (await host.GetAsync("/openapi/v1.json")).Json;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(static p => p.Value.EnumerateObject()).Where(static o => o.Value.ValueKind == JsonValueKind.Object)
            .Select(static o => o.Value).Where(static o => o.TryGetProperty("operationId", out _)).Select(static o => o.GetProperty("operationId").GetString()!).ToList();

        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").TryGetProperty("bark", out _));
        Assert.Equal(operations.Count, operations.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("Forest2", operations);
        Assert.Contains("Forest3", operations);
        Assert.Equal("#/components/schemas/Problem2", document.GetProperty("components").GetProperty("responses").GetProperty("Problem").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Empty(Read(document.GetRawText()).Diagnostic!.Errors);
    }

    [Fact]
    public async Task ADocumentOfVersion30ShowsWhatItCan()
    {
        await using var host = await StartAsync(version: OpenApiSpecVersion.OpenApi3_0);

        var body = (await host.GetAsync("/openapi/v1.json")).Body;
        var read = OpenApiDocument.Parse(body, "json");

        Assert.StartsWith("3.0", JsonElement.Parse(body).GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.NotNull(read.Document!.Paths["/skills/forest"].Operations![HttpMethod.Post].RequestBody!.Content!["application/json"].Schema!.Properties!["tree"]);
    }

    [Fact]
    public async Task WithoutAddSkillsTheDocumentHasNone()
    {
        await using var host = await TestHost.StartAsync(services: static (builder, _) => builder.Services.AddOpenApi(), pipeline: static app => app.MapOpenApi());

        Assert.Empty((await host.GetAsync("/openapi/v1.json")).Json.GetProperty("paths").EnumerateObject());
    }

    private static Task<TestHost> StartAsync(string pattern = "/skills", Action<WebApplication>? pipeline = null, OpenApiSpecVersion version = OpenApiSpecVersion.OpenApi3_1) => TestHost.StartAsync(
        pattern: pattern,
        services: (builder, engine) =>
        {
            engine.AddSkill(Forest);
            builder.Services.AddOpenApi(options =>
            {
                options.OpenApiVersion = version;
                options.AddSkills();
            });
        },
        pipeline: app =>
        {
            app.MapOpenApi();
            app.MapGet("/hello", static () => "Hello");
            pipeline?.Invoke(app);
        });

    // The reader takes a const for a scalar, where JSON Schema has any value. Those that are objects are taken out.
    private static ReadResult Read(string body)
    {
        var taken = Regex.Replace(body, @"\{\s*""const"":\s*\{\s*""\$ref"":\s*""[^""]*""\s*\}\s*\}", "{}");
        Assert.NotEqual(body, taken);
        return OpenApiDocument.Parse(taken, "json");
    }

    private static JsonElement Schema(JsonElement holder) => holder.GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static string? Reference(JsonElement schema, string property) => schema.GetProperty("properties").GetProperty(property).GetProperty("$ref").GetString();

    private static IEnumerable<string> References(JsonElement at, bool data) => at.ValueKind switch
    {
        JsonValueKind.Array => at.EnumerateArray().SelectMany(item => References(item, data)),
        JsonValueKind.Object => at.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String && !data ? [member.Value.GetString()!] : References(member.Value, data || member.Name is "const" or "example" or "examples")),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        foreach (var token in Uri.UnescapeDataString(reference)[2..].Split('/'))
        {
            if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out document))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Problem(string Bark);
}
