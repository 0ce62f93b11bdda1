using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Testing;
using Skills.JsonSchema;

namespace Skills.Engine.Providers.Tests.Lowering;

/// <summary>Every schema of the set through each vendor's API, where the server refuses what the vendor's documentation does not allow.</summary>
public sealed class SchemaSetTests(ITestOutputHelper output)
{
    public static TheoryData<string> Strict => ["openai", "responses", "anthropic", "bedrock", "google", "vertex", "watsonx", "groq", "azure", "ollama"];

    [Theory]
    [MemberData(nameof(Strict))]
    public async Task NoSchemaIsRefusedAndNothingIsLostSilently(string name)
    {
        await using var server = await LoopbackProviderServer.StartAsync(cancellationToken: Token);
        server.RefusesUnsupportedSchemas = true;
        var provider = ProviderCase.Of(name);
        var client = provider.Client(server);
        var native = 0;
        foreach (var sample in SchemaSet.All)
        {
            Assert.True(JsonSchemaValidator.Compile(sample.Schema).IsValid(sample.Valid), sample.Name);
            Assert.False(JsonSchemaValidator.Compile(sample.Schema).IsValid(sample.Invalid), sample.Name);
            server.Forget();
            server.Respond(request => LoopbackReply.Of(Fill(sample.Valid, SentSchema(request)).GetRawText()));

            var reply = await client.InvokeAsync(provider.Request() with { Output = new("answer", sample.Schema) { Instructions = Words + sample.Schema.GetRawText() } }, Token);

            var request = Assert.Single(server.Requests, static r => r.Api is not (LoopbackApi.IbmIam or LoopbackApi.GoogleToken));
            Assert.True(JsonElement.DeepEquals(sample.Valid, Some.Json(reply.Text)), $"{sample.Name}: {reply.Text} for {SentSchema(request)}");
            AssertNothingIsLost(sample, request);
            native += reply.SchemaMode == SchemaMode.Native ? 1 : 0;
        }

        output.WriteLine($"{name}: {SchemaSet.All.Count} schemas, 0 refusals, 0 silent losses, {native} native");
        Assert.True(native >= SchemaSet.All.Count * 8 / 10, $"Only {native} were asked for natively.");
    }

    private const string Words = "Answer in this shape: ";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What is valid must stay valid, and what is invalid must be impossible or said in words.
    private static void AssertNothingIsLost(SchemaCase sample, RecordedRequest request)
    {
        if (request.Json.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String)
        {
            Assert.Contains(Words, request.Json.GetProperty("messages").GetRawText(), StringComparison.Ordinal);
            return;
        }

        var sent = SentSchema(request);
        var validator = JsonSchemaValidator.Compile(sent);
        var valid = Fill(sample.Valid, sent);
        Assert.True(validator.IsValid(valid), $"{sample.Name}: {valid} is refused by {sent}");
        var hidden = request.Api is LoopbackApi.WatsonX or LoopbackApi.Ollama;
        var saysIt = hidden ? request.Json.GetProperty("messages").GetRawText().Contains(Words, StringComparison.Ordinal) : sent.GetRawText().Contains(sample.Keyword + ": ", StringComparison.Ordinal) || sent.GetRawText().Contains("then: ", StringComparison.Ordinal);
        Assert.True(saysIt || !validator.IsValid(Fill(sample.Invalid, sent)), $"{sample.Name}: nothing of '{sample.Keyword}' is left in {sent}");
    }

    private static JsonElement SentSchema(RecordedRequest request)
    {
        var body = request.Json;
        return At(body, "response_format", "json_schema", "schema") ?? At(body, "text", "format", "schema") ?? At(body, "output_config", "format", "schema")
            ?? At(body, "generationConfig", "responseJsonSchema") ?? Text(At(body, "outputConfig", "textFormat", "structure", "jsonSchema", "schema")) ?? (At(body, "format") is { } format ? format.ValueKind == JsonValueKind.Object ? format : Some.Json("{}") : Tool(body));
    }

    private static JsonElement? Text(JsonElement? schema) => schema is { } text ? Some.Json(text.GetString()!) : null;

    private static JsonElement Tool(JsonElement body)
    {
        if (At(body, "toolConfig", "tools") is { } offered)
        {
            return offered[0].GetProperty("toolSpec").GetProperty("inputSchema").GetProperty("json");
        }

        var tool = body.GetProperty("tools")[0];
        return At(tool, "function", "parameters") ?? At(tool, "input_schema") ?? At(tool, "parameters")
            ?? At(tool.GetProperty("functionDeclarations")[0], "parametersJsonSchema") ?? tool.GetProperty("functionDeclarations")[0].GetProperty("parameters");
    }

    private static JsonElement? At(JsonElement at, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    // The value as a model gives it under the schema that was sent: in its wrapper, and with null for what must be there.
    private static JsonElement Fill(JsonElement value, JsonElement sent)
    {
        var view = SchemaView.Of(sent);
        var wrapped = view.Required is ["value"] && !(value.ValueKind == JsonValueKind.Object && value.TryGetProperty("value", out _));
        var node = JsonNode.Parse(wrapped ? $$"""{"value":{{value.GetRawText()}}}""" : value.GetRawText());
        Fill(node, view);
        return JsonSerializer.SerializeToElement(node);
    }

    private static void Fill(JsonNode? node, SchemaView? view)
    {
        if (node is JsonObject o && view?.WithoutNull() is { } place)
        {
            foreach (var name in place.Required.Where(name => !o.ContainsKey(name)))
            {
                o[name] = null;
            }

            foreach (var (name, member) in o.ToList())
            {
                Fill(member, place.Property(name));
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Fill(list[i], view?.WithoutNull().Item(i));
            }
        }
    }
}
