using System.Net;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.Schemas;

namespace Skills.Engine.Providers.Google;

/// <summary>generateContent under the addresses of Vertex AI.</summary>
internal sealed class VertexWire : IProviderWire
{
    public const string Name = "vertex";

    private readonly GoogleWire _gemini = new(new GoogleOptions());
    private readonly string _models;

    public VertexWire(VertexOptions options, string project)
    {
        var region = options.Region is { Length: > 0 } stated ? stated : "global";
        var host = region == "global" ? "https://aiplatform.googleapis.com" : $"https://{Uri.EscapeDataString(region)}-aiplatform.googleapis.com";
        _models = ProviderHttp.Join(
            ProviderHttp.Usable(options.BaseUrl, host),
            "/" + options.Version,
            $"/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(region)}").AbsoluteUri;
    }

    public SchemaDialect Dialect => _gemini.Dialect;

    public Uri AddressOf(ModelRequest request, bool stream)
    {
        // A tuned model has an address of its own below the location: endpoints/123.
        var id = string.Join('/', request.Model.WireId.Split('/').Select(Uri.EscapeDataString));
        var folder = id.StartsWith("endpoints/", StringComparison.Ordinal) || id.StartsWith("publishers/", StringComparison.Ordinal) ? "/" : "/publishers/google/models/";
        var address = ProviderHttp.Join(_models, "", $"{folder}{id}:{(stream ? "streamGenerateContent" : "generateContent")}");
        return stream ? new UriBuilder(address) { Query = address.Query.Length > 1 ? address.Query[1..] + "&alt=sse" : "alt=sse" }.Uri : address;
    }

    public void WriteBody(Utf8JsonWriter json, WireRequest call) => _gemini.WriteBody(json, call);

    public ModelReply? ReadReply(JsonElement root, WireRequest call) => _gemini.ReadReply(root, call);

    public IReplyStream OpenStream(WireRequest call) => _gemini.OpenStream(call);

    public WireError? ReadError(HttpStatusCode? status, JsonElement body) => _gemini.ReadError(status, body);
}
