using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Gemini's batches: the results are in the description.</summary>
internal sealed class GoogleBatchLoopback : IBatchLoopback
{
    public LoopbackApi Api => LoopbackApi.GoogleBatch;

    public bool IsSubmission(string method, string path) => path.EndsWith(":batchGenerateContent", StringComparison.Ordinal);

    public IReadOnlyList<LoopbackBatchItem> ItemsOf(RecordedRequest request)
    {
        var model = request.Target[(request.Target.LastIndexOf('/') + 1)..request.Target.LastIndexOf(':')];
        return
        [
            .. request.Json.GetProperty("batch").GetProperty("input_config").GetProperty("requests").GetProperty("requests").EnumerateArray().Select(item =>
                new LoopbackBatchItem(item.GetProperty("metadata").GetProperty("key").GetString()!, LoopbackApi.Google, model, item.GetProperty("request"))),
        ];
    }

    public string Describe(LoopbackBatch batch, LoopbackBatches all)
    {
        var expired = batch.HasEnded && !all.Results(batch).Any(static r => r.Fate == LoopbackItemFate.Answered);
        var state = !batch.HasEnded ? "RUNNING" : batch.IsCanceled ? "CANCELLED" : expired ? "EXPIRED" : "SUCCEEDED";
        var results = batch.HasEnded ? string.Join(',', all.Results(batch).Where(static r => r.Fate != LoopbackItemFate.Missing).Select(r => Result(batch, r.Item, r.Fate))) : "";
        var response = batch.HasEnded ? ",\"response\":{\"inlinedResponses\":{\"inlinedResponses\":[" + results + "]}}" : "";
        var about = new JsonObject
        {
            ["state"] = "BATCH_STATE_" + state,
            ["batchStats"] = new JsonObject { ["requestCount"] = batch.Items.Count.ToString(CultureInfo.InvariantCulture), ["successfulRequestCount"] = "0" },
        }.ToJsonString();
        return $"{{\"name\":\"batches/{batch.Id}\",\"done\":{(batch.HasEnded ? "true" : "false")},\"metadata\":{about}{response}}}";
    }

    public string? ResultsOf(LoopbackBatch batch, string path, LoopbackBatches all) => null;

    private static string Result(LoopbackBatch batch, LoopbackBatchItem item, LoopbackItemFate fate)
    {
        var key = "},\"metadata\":" + new JsonObject { ["key"] = item.Id }.ToJsonString() + "}";
        if (fate != LoopbackItemFate.Answered)
        {
            return "{\"error\":{\"message\":\"Not executed.\",\"code\":" + (fate == LoopbackItemFate.Expired ? "4" : "1") + key;
        }

        var (status, body) = batch.Single(item);
        return status == 200 ? "{\"response\":" + body[..body.LastIndexOf('}')] + key : "{\"error\":" + JsonElement.Parse(body).GetProperty("error").GetRawText()[..^1] + key;
    }
}
