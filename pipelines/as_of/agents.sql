-- What is known of user agents. One that no row of the day names may stand in here: who looks one up by a row that counts
-- finds the same, whatever else is loaded. The list of crawlers also names headless browsers and program libraries. Those
-- are tools, with which anybody may click: that they are used says nothing of whose the clicks are.
create or replace view agents as
select
    agent_id,
    case when is_automated = 1 then 0 else nullif(is_declared_bot, {opaque_agent}) end as is_declared_bot,
    is_automated,
    is_impossible,
    browser,
    browser_version
from warehouse.agents;

create or replace table declared_bots as
select agent_id from agents where is_declared_bot = 1 order by agent_id;
