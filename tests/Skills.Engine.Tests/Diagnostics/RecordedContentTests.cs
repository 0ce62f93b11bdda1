using System.Text;
using System.Text.Json;
using Skills.Engine.Diagnostics;

namespace Skills.Engine.Tests.Diagnostics;

public sealed class RecordedContentTests
{
    [Theory]
    [InlineData(ContentCapture.None, ExecutionStatus.Success, false)]
    [InlineData(ContentCapture.None, ExecutionStatus.Failed, false)]
    [InlineData(ContentCapture.Errors, ExecutionStatus.Success, false)]
    [InlineData(ContentCapture.Errors, ExecutionStatus.Failed, true)]
    [InlineData(ContentCapture.Errors, ExecutionStatus.Timeout, true)]
    [InlineData(ContentCapture.All, ExecutionStatus.Success, true)]
    public void ContentIsRecordedAsTheHostSays(ContentCapture capture, ExecutionStatus status, bool recorded)
    {
        var text = Recorded(Some.Skill(), Some.Result(status: status), capture);

        Assert.Equal(recorded, text.Contains(Some.Canary, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ContentCapture.None)]
    [InlineData(ContentCapture.Errors)]
    [InlineData(ContentCapture.All)]
    public void ASecretInputIsNeverRecorded(ContentCapture capture)
    {
        var text = Recorded(Some.Skill("/key"), Some.Result(status: ExecutionStatus.Failed), capture);

        Assert.DoesNotContain("sk-secret-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"pa\\\"ss<word\"", "The word pa\"ss<word, as JSON pa\\\"ss<word, as HTML pa&quot;ss&lt;word.", "The word ***, as JSON ***, as HTML ***.")]
    [InlineData("\"7\"", "7 of 17 are a7, (7)", "*** of 17 are a7, (***)")]
    [InlineData("123456", "PIN 123456", "PIN ***")]
    [InlineData("""{"a":["deep-secret",{"b":"other-secret"}]}""", "deep-secret and other-secret", "*** and ***")]
    [InlineData("\"\"", "untouched", "untouched")]
    [InlineData("true", "true stays", "true stays")]
    public void ASecretIsMaskedWhereverItsTextTurnsUp(string secret, string text, string expected)
    {
        var inputs = JsonElement.Parse($$"""{"plain":"x","key":{{secret}}}""");
        var mask = ContentMask.For(Some.Skill("/key"), inputs);

        Assert.Equal(expected, mask.Apply(text));
        Assert.Equal("""{"plain":"x","key":"***"}""", mask.ApplyToInputs(inputs)!.Value.GetRawText());
    }

    [Fact]
    public void WithoutContentAPathKeepsOnlyWhatTheSchemaSays()
    {
        var record = RecordedContent.Of(Some.Skill(), Some.Result(status: ExecutionStatus.Failed), ContentCapture.None, null);

        Assert.Equal("/greeting/*", Assert.Single(record.Result.Errors).Path);
        Assert.Equal("output.type", record.Result.Errors[0].Code);
    }

    [Fact]
    public void TheEntryHasThePredecessorsFieldsAndOurs()
    {
        using var entry = JsonDocument.Parse(ExecutionLogEntry.From(Some.Record("0001") with { Result = Some.Result("0001", ExecutionStatus.Failed) }).ToUtf8Json());
        string[] fields =
        [
            "id", "skill_id", "skill_version", "user_id", "inputs", "outputs", "rendered_prompt", "model_id", "model_provider", "status",
            "error_message", "validation_passed", "validation_results", "latency_ms", "tokens_input", "tokens_output", "cost_usd", "agent_id",
            "workflow_id", "parent_execution_id", "cache_hit", "executed_at", "completed_at",
            "skill_name", "skill_hash", "tenant_id", "trace_id", "errors", "warnings", "messages", "raw_output", "attempts", "edits", "usage", "cost_kind", "step_timings", "metadata",
        ];

        Assert.All(fields, f => Assert.True(entry.RootElement.TryGetProperty(f, out _), f));
        Assert.Equal("failed", entry.RootElement.GetProperty("status").GetString());
        Assert.Equal("rate_limit", entry.RootElement.GetProperty("attempts")[0].GetProperty("error").GetString());
        Assert.Equal(10.25, entry.RootElement.GetProperty("step_timings").GetProperty("invoke_model").GetDouble());
        Assert.Equal("42", entry.RootElement.GetProperty("metadata").GetProperty("Order-Id").GetString());
        Assert.Equal(0.0012m, entry.RootElement.GetProperty("cost_usd").GetDecimal());
    }

    private static string Recorded(Skill skill, SkillResult result, ContentCapture capture) =>
        Encoding.UTF8.GetString(ExecutionLogEntry.From(RecordedContent.Of(skill, result, capture, null)).ToUtf8Json());
}
