using Skills.Engine.Testing;

namespace Skills.Reliability.Tests.Overload;

/// <summary>A model that answers so many calls at once, each after a time, and refuses further ones with 429.</summary>
internal sealed class LimitedModel
{
    public const int AtOnce = 8;
    public static readonly TimeSpan Reply = TimeSpan.FromMilliseconds(200);

    private int _underWay;
    private int _answered;

    public LimitedModel() => Client = new FakeModelClient().Respond(AnswerAsync);

    /// <summary>Answers in a second, when it has all it can take.</summary>
    public static double PerSecond => AtOnce / Reply.TotalSeconds;

    public FakeModelClient Client { get; }

    public int Answered => Volatile.Read(ref _answered);

    private async Task<ModelReply> AnswerAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _underWay) > AtOnce)
            {
                throw new ModelException(ModelErrorKind.RateLimit, "The model takes no more calls for now.") { RetryAfter = TimeSpan.FromSeconds(1) };
            }

            await Task.Delay(Reply, cancellationToken);
            Interlocked.Increment(ref _answered);
            return FakeModelClient.Answer("""{"word":"right"}""");
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
