namespace Skills.Engine.Tools;

/// <summary>A function as an approver.</summary>
internal sealed class FunctionApprover(Func<SkillToolInvocation, CancellationToken, ValueTask<SkillToolApproval>> approve) : ISkillToolApprover
{
    public ValueTask<SkillToolApproval> ApproveAsync(SkillToolInvocation call, CancellationToken cancellationToken) => approve(call, cancellationToken);
}
