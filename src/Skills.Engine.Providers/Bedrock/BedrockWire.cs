using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Bedrock;

/// <summary>The Converse API on the wire: one form for the models of all vendors.</summary>
internal sealed class BedrockWire(BedrockOptions options, string region) : IProviderWire
{
    public const string Name = "bedrock";
    public const string DefaultRegion = "us-east-1";

    private readonly string _base = ProviderHttp.Usable(options.BaseUrl, $"https://bedrock-runtime.{region}.amazonaws.com");

    public string StreamType => "application/vnd.amazon.eventstream";

    public SchemaDialect Dialect => SchemaDialects.Anthropic;

    // Ids may be ARNs: colons and slashes belong to the one segment.
    public Uri AddressOf(ModelRequest request, bool stream) =>
        ProviderHttp.Join(_base, "", $"/model/{Uri.EscapeDataString(request.Model.WireId)}/{(stream ? "converse-stream" : "converse")}");

    public void WriteBody(Utf8JsonWriter json, WireRequest call) => new BedrockRequest(json, call).Write();

    public ModelReply? ReadReply(JsonElement root, WireRequest call) => BedrockReply.Read(root, call);

    public IReplyStream OpenStream(WireRequest call) => new BedrockStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body)
    {
        var message = body.Text("message") ?? body.Text("Message");
        var type = body.Text("__type");
        return status is null && type is null ? null : BedrockErrors.Of(type, message, status);
    }
}
