using System.Buffers;
using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;
using Skills.Engine.Providers.VendorBatches;

namespace Skills.Engine.Providers.Google;

/// <summary>Gemini's batches with the requests in the body (<c>batchGenerateContent</c>). The results are in the description of the batch.</summary>
internal sealed class GoogleBatches : IBatchWire
{
    private const string Own = "https://generativelanguage.googleapis.com";
    private const string Method = ":generateContent";

    private static readonly BatchReader Reader = new("state", "batchStats", "successfulRequestCount", "failedRequestCount")
    {
        States = new Dictionary<string, ModelBatchState>
        {
            ["SUCCEEDED"] = ModelBatchState.Completed,
            ["PARTIALLY_SUCCEEDED"] = ModelBatchState.Completed,
            ["FAILED"] = ModelBatchState.Failed,
            ["CANCELLED"] = ModelBatchState.Canceled,
            ["CANCELLING"] = ModelBatchState.Canceling,
            ["EXPIRED"] = ModelBatchState.Expired,
        },
    };

    // The vendor states a size only. The count bounds what one description holds.
    public ModelBatchLimits Limits { get; } = new(10_000, 20_000_000);

    public string EndpointOf(Uri address) => Method[1..];

    public void AddItem(PooledBuffer payload, string id, ReadOnlySpan<byte> body, string endpoint)
    {
        payload.Write(payload.Length == 0 ? "{\"batch\":{\"display_name\":\"skills-engine\",\"input_config\":{\"requests\":{\"requests\":["u8 : ","u8);
        payload.Write("{\"request\":"u8);
        payload.Write(body);
        payload.Write(Encoding.UTF8.GetBytes($$$""","metadata":{"key":"{{{id}}}"}}"""));
    }

    public Task<JsonElement> SubmitAsync(BatchCall call, PooledBuffer payload, Uri address, string endpoint)
    {
        payload.Write("]}}}}"u8);
        var batch = new UriBuilder(address);
        batch.Path = batch.Path[..^Method.Length] + ":batchGenerateContent";
        return call.SendAsync(HttpMethod.Post, batch.Uri, payload);
    }

    public Uri StateOf(BatchCall call, ModelBatch batch) => call.Address(Own, Version(call), "/" + call.Safe(batch.Id, slash: true));

    public Uri CancelOf(BatchCall call, ModelBatch batch) => call.Address(Own, Version(call), $"/{call.Safe(batch.Id, slash: true)}:cancel");

    // A submitted batch is an operation; some versions describe it directly.
    public ModelBatch? Read(JsonElement description, ModelBatch known)
    {
        var about = description.Get("metadata") ?? description;
        return Reader.Read(description.Text("name") ?? about.Text("name"), about, known);
    }

    public async IAsyncEnumerable<BatchLine> ResultsAsync(BatchCall call, ModelBatch batch)
    {
        var description = await call.SendAsync(HttpMethod.Get, StateOf(call, batch), most: call.MaxResultBytes).ConfigureAwait(false);
        JsonElement? output = description.Get("response") ?? description.Get("metadata") ?? description;
        var inlined = (output.Get("output") ?? output).Get("inlinedResponses");

        // The list is within an object of the same name; some versions leave the object out.
        foreach (var item in (inlined is { ValueKind: JsonValueKind.Array } ? inlined : inlined.Get("inlinedResponses")).Items())
        {
            var id = item.Get("metadata").Text("key");
            yield return item.Get("response") is { } reply ? new(id, ModelBatchOutcome.Succeeded, reply) : Failed(id, item);
        }
    }

    // The codes are those of google.rpc: 1 is canceled, 4 is past its deadline.
    private static BatchLine Failed(string? id, JsonElement item) => item.Get("error").Tokens("code") switch
    {
        1 => new(id, ModelBatchOutcome.Canceled, default),
        4 => new(id, ModelBatchOutcome.Expired, default),
        _ => new(id, ModelBatchOutcome.Failed, item),
    };

    private static string Version(BatchCall call) => "/" + ((GoogleOptions)call.Target.Options).Version;
}
