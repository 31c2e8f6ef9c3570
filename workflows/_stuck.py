"""Applications that the sweeper found and no journey takes: tasks for the organiser, as long as they are."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.sweeping import STUCK, ApplicationsStuck, stuck_task, stuck_task_id

from workflows._desk import Desk


def hear_stuck(desk: Desk, news: ApplicationsStuck) -> None:
    """One task for each; those of applications that were settled go."""
    texts = {stuck_task_id(one.participant): stuck_task(one) for one in news.stuck}
    for task in desk.state.tasks:
        if task.id.startswith(STUCK) and task.id not in texts:
            desk.drop_task(task.id)
    for task_id, text in sorted(texts.items()):
        desk.note_task(task_id, text)
