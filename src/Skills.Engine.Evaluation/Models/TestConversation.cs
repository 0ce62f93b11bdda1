using Skills.Engine.Evaluation.Cassettes;

namespace Skills.Engine.Evaluation.Models;

/// <summary>Knows which run of a case the current flow of control belongs to, and answers for the models. One for each engine.</summary>
/// <param name="clients">The clients of the engine, asked for when they are all there.</param>
internal sealed class TestConversation(Func<IEnumerable<IModelClient>> clients)
{
    /// <summary>The name of the provider and of the dry run's.</summary>
    public const string Provider = "skills-test";

    private const string DryRun = "dry-run";
    private readonly AsyncLocal<TestCall?> _current = new();

    /// <summary>The model that answers in place of every other.</summary>
    public static ModelDefinition Model { get; } = new()
    {
        Id = Provider,
        Provider = Provider,
        OnlyByName = true,
        Quality = 1,
        ContextWindow = int.MaxValue,
        MaxOutputTokens = int.MaxValue,
        LatencyP50 = TimeSpan.Zero,
        LatencyP95 = TimeSpan.Zero,
        Capabilities = Enum.GetValues<ModelCapabilities>().Aggregate(static (all, one) => all | one),
        Prices = [new() { Input = 0, Output = 0 }],
    };

    /// <summary>The run that the caller is part of; null outside of tests.</summary>
    public TestCall? Current => _current.Value;

    /// <summary>Runs something as part of a call.</summary>
    public async Task<T> RunAsync<T>(TestCall call, Func<Task<T>> run)
    {
        // The value ends with this method, as it flows only to what is called from here.
        _current.Value = call;
        return await run().ConfigureAwait(false);
    }

    /// <summary>Answers a request without a provider.</summary>
    /// <exception cref="ModelException">There is no recorded answer, or no dry run.</exception>
    public async Task<ModelReply> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var call = Current ?? throw new ModelException(ModelErrorKind.InvalidRequest, $"The model '{Provider}' answers only within a test run. Use SkillTestRunner.") { Provider = Provider };
        cancellationToken.ThrowIfCancellationRequested();
        call.CountAsked();
        if (call.IsScripted(request.Skill))
        {
            return Scripted(request, call.NextScripted());
        }

        return call.Mode == AnswerMode.Replay ? Replayed(call, request) : await DryAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private static ModelReply Scripted(ModelRequest request, string text) => new()
    {
        Text = text,
        SchemaMode = request.Output is null ? SchemaMode.None : SchemaMode.Native,
        Usage = new() { InputUncached = TokenEstimator.Estimate(request.Messages), OutputVisible = TokenEstimator.Estimate(text) },
    };

    private static ModelReply Replayed(TestCall call, ModelRequest request)
    {
        if (call.FindRecorded(request) is { } answer)
        {
            return ReplyOf(answer);
        }

        call.Miss();
        throw new ModelException(ModelErrorKind.InvalidRequest, "The cassette has no answer to this request. Record the case.") { Provider = Provider, Model = Provider };
    }

    private static ModelReply ReplyOf(CassetteAnswer answer) => new()
    {
        Text = answer.Text,
        StopReason = answer.StopReason,
        SchemaMode = answer.SchemaMode,
        Usage = answer.Usage,
        ModelName = answer.ModelName,
        ToolCalls = answer.ToolCalls,
        Calls = answer.Calls ?? [],
        Warnings = answer.Warnings,
    };

    private async Task<ModelReply> DryAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var dry = clients().OfType<RecordingModelClient>().FirstOrDefault(static c => c.Provider.Name == DryRun)
            ?? throw new ModelException(ModelErrorKind.NotFound, "No dry run is registered. Call AddDryRun() of Skills.Engine.Testing before AddSkillTests().") { Provider = Provider };
        return await dry.Inner.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
