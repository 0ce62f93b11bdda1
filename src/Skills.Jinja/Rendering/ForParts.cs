namespace Skills.Jinja.Rendering;

/// <summary>The parts of a for loop, once compiled.</summary>
internal sealed record ForParts(
    ExprNode Iter, StoreNode Target, SlotSetup[] Setup, StmtNode[] Body, int LoopSlot, bool HoldsLoop,
    SlotSetup[] ElseSetup, StmtNode[] Else,
    StoreNode? FilterTarget, SlotSetup[] FilterSetup, ExprNode? Filter);
