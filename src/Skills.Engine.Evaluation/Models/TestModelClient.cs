namespace Skills.Engine.Evaluation.Models;

/// <summary>The provider that answers in place of every other while a test runs without models.</summary>
internal sealed class TestModelClient(TestConversation conversation) : IModelClient
{
    public ModelProvider Provider { get; } = new(TestConversation.Provider);

    public Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken) => conversation.AnswerAsync(request, cancellationToken);
}
