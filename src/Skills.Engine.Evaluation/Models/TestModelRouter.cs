namespace Skills.Engine.Evaluation.Models;

/// <summary>Sends every request of a test without models to the test model, whatever the skill prefers. Other requests go to the router of the engine.</summary>
internal sealed class TestModelRouter(IModelRouter inner, TestConversation conversation) : IModelRouter
{
    private static readonly ModelRoute ToTheTest = new(
        [new(TestConversation.Model, 1, 0)],
        new() { Summary = "A test without models: the answer comes from the case, its cassette or the dry run." });

    public ValueTask<ModelRoute> RouteAsync(RoutingRequest request, CancellationToken cancellationToken) =>
        conversation.Current?.IsOffline(request.Skill) == true ? new(ToTheTest) : inner.RouteAsync(request, cancellationToken);

    public void Report(RoutingOutcome outcome)
    {
        // Nothing is to be learned from answers that no model gave.
        if (!ReferenceEquals(outcome.Model, TestConversation.Model))
        {
            inner.Report(outcome);
        }
    }
}
